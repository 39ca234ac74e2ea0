import { Badge, Button, Collapse, Group, Title } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../electron/contract/records.ts';
import { useDraft, useLayout } from '../../studio.ts';
import { Card, CardFacts } from '../../ui/Card.tsx';
import { formatBytes, formatList, formatSize } from '../../ui/format.ts';
import { HostWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { About } from './About.tsx';
import { CheckFile } from './CheckFile.tsx';
import { Choices } from './Choices.tsx';
import { FilePicture } from './FilePicture.tsx';
import { shortHash } from './find-files.ts';
import classes from './Models.module.css';
import { RemoveModel } from './RemoveModel.tsx';

const useFacts = (model: Model): readonly (readonly [string, string])[] => {
  const { t, i18n } = useTranslation();
  const { sizes } = model;
  const size =
    sizes.kind === 'fixed'
      ? formatList(
          i18n.language,
          sizes.list.map(([width, height]) => formatSize(i18n.language, { width, height })),
        )
      : t('models.freeSizes', { min: { pixels: sizes.min }, max: { pixels: sizes.max }, multiple: { pixels: sizes.multiple } });
  return [
    [t('models.family'), t(`family.${model.family}`, { defaultValue: model.family })],
    [t('field.predicts'), t(`predicts.${model.predicts}`, { defaultValue: model.predicts })],
    [t('models.sizes'), size],
    [t('models.precision'), model.precision],
    [t('models.disk'), formatBytes(i18n.language, model.bytes)],
    [t('models.licence'), model.licence ?? '–'],
    [t('models.hash'), shortHash(model.hash) ?? t('models.noHash')],
    [t('models.folder'), model.folder],
  ];
};

/** What an engine of today says; one of tomorrow may know more. */
const roles = ['text-encoder', 'text-encoder-2', 'denoiser', 'vae-decoder', 'vae-encoder'] as const;
const isRole = (role: string): role is (typeof roles)[number] => roles.some((one) => one === role);

const Components = ({ model }: Readonly<{ model: Model }>) => {
  const { t, i18n } = useTranslation();
  const [open, { toggle }] = useDisclosure(false);
  return (
    <>
      <Button variant="subtle" color="gray" size="compact-sm" aria-expanded={open} onClick={toggle}>
        {t('models.components')}
      </Button>
      <Collapse expanded={open}>
        <ul className={classes.components}>
          {model.components.map(({ role, file, bytes, precision }) => (
            <li key={`${role} ${file}`}>
              <span>{isRole(role) ? t(`models.role.${role}`) : role}</span>
              <code dir="ltr">{file}</code>
              <span>{t('models.componentSize', { precision, size: formatBytes(i18n.language, bytes) })}</span>
            </li>
          ))}
        </ul>
      </Collapse>
    </>
  );
};

/** A model that is installed, whether it is in use, and why it cannot run. */
export const ModelCard = ({ model }: Readonly<{ model: Model }>) => {
  const { t } = useTranslation();
  const takeDefaults = useDraft((draft) => draft.takeDefaults);
  const inUse = useDraft((draft) => draft.model === model.id);
  const go = useLayout((layout) => layout.go);
  const facts = useFacts(model);
  const able = model.problems.length === 0;
  return (
    <Card aria-label={model.name}>
      <Group justify="space-between" wrap="nowrap">
        <Group gap="xs">
          {model.pictured && <FilePicture id={model.id} pictured name={model.name} className={classes.filePicture ?? ''} />}
          <Title order={2} size="h5">
            {model.name}
          </Title>
          {model.builtIn && (
            <Badge variant="light" size="sm" tt="none" fw={500}>
              {t('models.builtIn')}
            </Badge>
          )}
        </Group>
        <Group gap={6} wrap="nowrap">
          <RemoveModel model={model} />
          {able && inUse && (
            <Badge size="lg" variant="transparent" tt="none" fw={500} leftSection={<IconCheck size={16} aria-hidden />}>
              {t('models.inUse')}
            </Badge>
          )}
          {able && !inUse && (
            <Button
              size="compact-sm"
              variant="light"
              aria-label={t('models.useOf', { name: model.name })}
              onClick={() => {
                takeDefaults(model);
                go('studio');
              }}
            >
              {t('models.use')}
            </Button>
          )}
        </Group>
      </Group>
      {!able && (
        <Notice level="error" title={t('models.cannot')}>
          {model.problems.map((problem) => (
            <HostWords key={JSON.stringify(problem)} words={problem} />
          ))}
        </Notice>
      )}
      {model.warnings.map((warning) => (
        <Notice key={JSON.stringify(warning)} level="warning">
          <HostWords words={warning} />
        </Notice>
      ))}
      <About of={model} />
      <CardFacts facts={model.components.length === 0 ? facts.slice(-1) : facts} />
      <div className={classes.more}>
        {!model.builtIn && (able || model.lacks.length > 0) && <Choices model={model} />}
        {model.components.some(({ file }) => file.includes('.safetensors')) && <CheckFile id={model.id} name={model.name} />}
        {model.components.length > 0 && <Components model={model} />}
      </div>
    </Card>
  );
};
