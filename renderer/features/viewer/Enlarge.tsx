import { Button, Group, SegmentedControl, Slider, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Image, Model } from '../../../electron/contract/records.ts';
import { type Fault, faultOf } from '../../api/client.ts';
import { startRecipe } from '../../commands/picture.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { formatNumber } from '../../ui/format.ts';
import { FaultWords } from '../../ui/Fault.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { enlargedSizes } from './enlarged-sizes.ts';
import classes from './Picture.module.css';
import { Dialog } from '../../ui/Dialog.tsx';

const EnlargeForm = ({ image, model, close }: Readonly<{ image: Image; model: Model; close: () => void }>) => {
  const { t, i18n } = useTranslation();
  const context = useCommandContext();
  const sizes = enlargedSizes(image, model);
  const [factor, setFactor] = useState(sizes.find((size) => size.factor === 2)?.factor ?? sizes[0]?.factor ?? 0);
  const [strength, setStrength] = useState(0.35);
  const [problem, setProblem] = useState<Fault | null>(null);
  const chosen = sizes.find((size) => size.factor === factor);
  const number = (value: number) => formatNumber(i18n.language, value, 2);
  if (chosen === undefined) return <Notice level="warning">{t('enlarge.cannot', { model: model.name })}</Notice>;
  const start = async (): Promise<void> => {
    try {
      const { width, height } = chosen;
      // what it was made from is now its own past: the parent is this picture
      await startRecipe(context, {
        ...image.recipe,
        width,
        height,
        hires: null,
        branch: null,
        source: { image: image.sha256, strength, mask: null },
        lineage: { parent: image.sha256, how: 'second-pass' },
      });
      close();
    } catch (error) {
      setProblem(faultOf(error));
    }
  };
  return (
    <>
      <Text size="sm" c="dimmed" mb="sm">
        {t('enlarge.text')}
      </Text>
      <SegmentedControl
        fullWidth
        aria-label={t('enlarge.factor')}
        data={sizes.map((size) => ({ value: String(size.factor), label: t('enlarge.times', { factor: number(size.factor) }) }))}
        value={String(factor)}
        onChange={(value) => setFactor(Number(value))}
      />
      <label className={classes.enlarge}>
        <span>{t('field.strength')}</span>
        <Slider min={0.05} max={1} step={0.05} label={number} thumbLabel={t('field.strength')} value={strength} onChange={setStrength} />
        <small>{t('enlarge.strengthHelp')}</small>
      </label>
      {problem !== null && (
        <Notice level="error">
          <FaultWords fault={problem} />
        </Notice>
      )}
      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed" role="status">
          {t('extend.result', { width: number(chosen.width), height: number(chosen.height) })}
        </Text>
        <Button onClick={() => void start()}>{t('enlarge.start')}</Button>
      </Group>
    </>
  );
};

/** Makes a picture again, larger, from itself. */
export const Enlarge = ({ image }: Readonly<{ image: Image }>) => {
  const { t } = useTranslation();
  const { queries } = useStudio();
  const open = useLayout((layout) => layout.enlarging === image.id);
  const setEnlarging = useLayout((layout) => layout.setEnlarging);
  const { data: models } = useQuery({ ...queries.models, enabled: open });
  const model = models?.find(({ id }) => id === image.recipe.model.id);
  if (!open || models === undefined) return null;
  const close = () => setEnlarging(null);
  return (
    <Dialog onClose={close} title={t('enlarge.title')} size={460}>
      {model === undefined ? (
        <Notice level="warning">{t('enlarge.noModel', { model: image.recipe.model.name })}</Notice>
      ) : (
        <EnlargeForm image={image} model={model} close={close} />
      )}
    </Dialog>
  );
};
