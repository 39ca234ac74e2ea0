import { Button, Group, SegmentedControl, Slider, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Image, Model } from '../../../electron/contract/records.ts';
import { type Fault, faultOf } from '../../api/client.ts';
import { present } from '../../commands/current.ts';
import { startRecipe } from '../../commands/picture.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { useLayout, useStudio } from '../../studio.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { FaultWords } from '../../ui/Fault.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { type Enlargement, enlargedSizes, resampledSizes } from './enlarged-sizes.ts';
import classes from './Picture.module.css';

/** New detail by the model that made it, or the pixels that there are, resampled. */
type Way = 'detail' | 'pixels';

/** The ways that a picture can go, each with its sizes; none where it was made elsewhere by a model that is not here. */
const waysOf = (image: Image, model: Model | undefined): readonly Readonly<{ way: Way; sizes: readonly Enlargement[] }>[] =>
  [
    { way: 'detail' as const, sizes: model === undefined ? [] : enlargedSizes(image, model) },
    { way: 'pixels' as const, sizes: image.origin !== null || image.recipe.enlarged !== null ? [] : resampledSizes(image) },
  ].filter(({ sizes }) => sizes.length > 0);

const EnlargeForm = ({ image, ways, close }: Readonly<{ image: Image; ways: ReturnType<typeof waysOf>; close: () => void }>) => {
  const { t, i18n } = useTranslation();
  const context = useCommandContext();
  const [wanted, setWanted] = useState<Way>('detail');
  const [factor, setFactor] = useState(2);
  const [strength, setStrength] = useState(0.35);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Fault | null>(null);
  const chosen = ways.find(({ way }) => way === wanted) ?? ways[0];
  const size = chosen?.sizes.find((one) => one.factor === factor) ?? chosen?.sizes[0];
  const number = (value: number) => formatNumber(i18n.language, value, 2);
  if (chosen === undefined || size === undefined) return null;
  const { way, sizes } = chosen;
  const { width, height } = size;

  const enlarge = async (): Promise<void> => {
    if (way === 'pixels') {
      const larger = await context.client.invoke('images.enlarge', { id: image.id, to: { by: 'lanczos3@1', width, height } });
      present(context, larger.id);
      return;
    }
    // what it was made from is now its own past: the parent is this picture
    await startRecipe(context, {
      ...image.recipe,
      width,
      height,
      hires: null,
      enlarged: null,
      branch: null,
      source: { image: image.sha256, strength, mask: null },
      lineage: { parent: image.sha256, how: 'second-pass' },
    });
  };
  const start = (): void => {
    setBusy(true);
    enlarge()
      .then(close, (error: unknown) => setProblem(faultOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      {ways.length > 1 && (
        <SegmentedControl
          fullWidth
          mb="sm"
          aria-label={t('enlarge.way')}
          data={ways.map((one) => ({ value: one.way, label: t(`enlarge.ways.${one.way}`) }))}
          value={way}
          onChange={setWanted}
        />
      )}
      <Text size="sm" c="dimmed" mb="sm">
        {t(`enlarge.text.${way}`)}
      </Text>
      <SegmentedControl
        fullWidth
        aria-label={t('enlarge.factor')}
        data={sizes.map((one) => ({ value: String(one.factor), label: t('enlarge.times', { factor: number(one.factor) }) }))}
        value={String(size.factor)}
        onChange={(value) => setFactor(Number(value))}
      />
      {way === 'detail' && (
        <label className={classes.enlarge}>
          <span>{t('field.strength')}</span>
          <Slider min={0.05} max={1} step={0.05} label={number} thumbLabel={t('field.strength')} value={strength} onChange={setStrength} />
          <small>{t('enlarge.strengthHelp')}</small>
        </label>
      )}
      {problem !== null && (
        <Notice level="error">
          <FaultWords fault={problem} />
        </Notice>
      )}
      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed" role="status">
          {t('extend.result', { width: number(width), height: number(height) })}
        </Text>
        <Button data-autofocus loading={busy} onClick={start}>
          {t('enlarge.start')}
        </Button>
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
  if (!open || models === undefined) return null;
  const model = models.find(({ id }) => id === image.recipe.model.id);
  const ways = waysOf(image, model);
  const close = () => setEnlarging(null);
  return (
    <Dialog onClose={close} title={t('enlarge.title')} size={460}>
      {ways.length > 0 && <EnlargeForm image={image} ways={ways} close={close} />}
      {ways.length === 0 && (
        <Notice level="warning">
          {model === undefined ? t('enlarge.noModel', { model: image.recipe.model.name }) : t('enlarge.cannot', { model: model.name })}
        </Notice>
      )}
    </Dialog>
  );
};
