import { Group, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconAdjustments, IconChevronDown } from '@tabler/icons-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useLayout } from '../../studio.ts';
import { Actions } from './Actions.tsx';
import { Advanced } from './Advanced.tsx';
import classes from './Form.module.css';
import { ModelField } from './ModelField.tsx';
import { LoraField } from '../loras/LoraField.tsx';
import { LoraPicker } from '../loras/LoraPicker.tsx';
import { Prompts } from './Prompts.tsx';
import { SourceField } from '../source/SourceField.tsx';
import { SeedField } from './SeedField.tsx';
import { SizeField } from './SizeField.tsx';
import { useDefaults } from './use-defaults.ts';

/** What a model's own settings answer well enough for a start, behind one button. */
const More = () => {
  const { t } = useTranslation();
  const open = useLayout((layout) => layout.more);
  const setMore = useLayout((layout) => layout.setMore);
  const fold = useRef<HTMLButtonElement>(null);
  const toggle = () => {
    setMore(!open);
    // What was asked for comes into sight; what a script asks for, no style can still.
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
    if (!open) requestAnimationFrame(() => fold.current?.scrollIntoView({ block: 'start', behavior }));
  };
  return (
    <>
      <UnstyledButton className={classes.more} ref={fold} aria-expanded={open} onClick={toggle}>
        <Group gap={8} wrap="nowrap">
          <IconAdjustments size={16} aria-hidden />
          {t(open ? 'generate.less' : 'generate.more')}
        </Group>
        <IconChevronDown size={16} aria-hidden className={classes.chevron} data-open={open} />
      </UnstyledButton>
      {/* laid out when it is opened, made long before */}
      <div hidden={!open}>
        <Advanced />
      </div>
    </>
  );
};

/** What to make. */
export const Form = () => {
  const { t } = useTranslation();
  useDefaults();
  return (
    <section className={classes.form} aria-label={t('generate.title')}>
      <VisuallyHidden component="h1">{t('generate.title')}</VisuallyHidden>
      <div className={classes.fields}>
        <Prompts />
        <ModelField />
        <LoraField />
        <SizeField />
        <SourceField />
        <SeedField />
        <More />
      </div>
      <Actions />
      <LoraPicker />
    </section>
  );
};
