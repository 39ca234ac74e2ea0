import { Button, Group, SegmentedControl, Select, Slider, Switch, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Image, Model } from '../../../electron/contract/records.ts';
import { type Fault, faultOf } from '../../api/client.ts';
import { present } from '../../commands/current.ts';
import { startRecipe } from '../../commands/picture.ts';
import { useCommandContext } from '../../commands/use-commands.ts';
import { FaultWords } from '../../ui/Fault.tsx';
import { formatNumber } from '../../ui/format.ts';
import { Notice } from '../../ui/Notice.tsx';
import { type Enlargement, enlargedSizes, resampledSizes } from './enlarged-sizes.ts';
import { largerRecipe, makerOf } from './larger-recipe.ts';
import classes from './Picture.module.css';

/** New detail by a model, or the pixels that there are, resampled. */
type Way = 'detail' | 'pixels';

/** A picture's pixels are computed once, from what its model drew. */
const isResampled = ({ recipe }: Image): boolean => recipe.enlarged !== null;

/** The ways that a picture can go, each with its sizes. */
const waysOf = (image: Image, model: Model | undefined): readonly Readonly<{ way: Way; sizes: readonly Enlargement[] }>[] =>
  [
    { way: 'detail' as const, sizes: model === undefined ? [] : enlargedSizes(image, model) },
    { way: 'pixels' as const, sizes: isResampled(image) ? [] : resampledSizes(image) },
  ].filter(({ sizes }) => sizes.length > 0);

/** From here on a model that sees all of it at once begins to draw things twice, and its memory grows with the square. */
const wantsTiles = ({ width, height, tiles }: Enlargement): boolean =>
  tiles !== null && (width > 2 * tiles.width || height > 2 * tiles.height);

/** `models` are those that can draw from a picture; the first is proposed where the picture's own is not here. */
export const EnlargeForm = ({ image, models, close }: Readonly<{ image: Image; models: readonly Model[]; close: () => void }>) => {
  const { t, i18n } = useTranslation();
  const context = useCommandContext();
  const maker = makerOf(image, models);
  const [wanted, setWanted] = useState<Way | null>(null);
  const [drawer, setDrawer] = useState(maker?.id ?? models[0]?.id ?? null);
  const [prompt, setPrompt] = useState(image.recipe.prompt);
  const [factor, setFactor] = useState(2);
  const [strength, setStrength] = useState(0.35);
  const [tiled, setTiled] = useState<boolean | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Fault | string | null>(null);
  const model = models.find(({ id }) => id === drawer);
  const ways = waysOf(image, model);
  // what a model can only piece together is a choice of its own
  const proposed = ways.find(({ way, sizes }) => way === 'pixels' || sizes.some(({ whole }) => whole));
  const chosen = ways.find(({ way }) => way === wanted) ?? proposed ?? ways[0];
  const size = chosen?.sizes.find((one) => one.factor === factor) ?? chosen?.sizes[0];
  const number = (value: number) => formatNumber(i18n.language, value, 2);
  if (chosen === undefined || size === undefined)
    return (
      <Notice level="warning">
        {model === undefined ? t('enlarge.noModel', { model: image.recipe.model.name }) : t('enlarge.cannot', { model: model.name })}
      </Notice>
    );
  const { way, sizes } = chosen;
  const { width, height } = size;
  const inTiles = size.tiles !== null && (!size.whole || (tiled ?? wantsTiles(size)));

  const enlarge = async (): Promise<void> => {
    if (way === 'pixels' || model === undefined) {
      const larger = await context.client.invoke('images.enlarge', { id: image.id, to: { by: 'lanczos3@1', width, height } });
      present(context, larger.id);
      return close();
    }
    const known = await context.cache.ensureQueryData(context.queries.capabilities);
    const tiles = inTiles ? size.tiles : null;
    const reading = largerRecipe(image, { model, prompt, width, height, strength, tiles }, known, context);
    if (!reading.ok) return setProblem(Object.values(reading.problems)[0] ?? null);
    await startRecipe(context, reading.request.recipe);
    close();
  };
  const start = (): void => {
    setBusy(true);
    setProblem(null);
    enlarge()
      .catch((error: unknown) => setProblem(faultOf(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      {(ways.length > 1 || isResampled(image)) && (
        <SegmentedControl
          fullWidth
          mb="sm"
          aria-label={t('enlarge.way')}
          data={[
            ...ways.map((one) => ({ value: one.way, label: t(`enlarge.ways.${one.way}`) })),
            ...(isResampled(image) ? [{ value: 'pixels' as const, label: t('enlarge.ways.pixels'), disabled: true }] : []),
          ]}
          value={way}
          onChange={setWanted}
        />
      )}
      <Text size="sm" c="dimmed" mb="sm">
        {t(`enlarge.text.${way}`)} {isResampled(image) && t('enlarge.resampled')}
      </Text>
      {way === 'detail' && maker === undefined && (
        <div className={classes.drawer}>
          <Select
            label={t('enlarge.drawer')}
            allowDeselect={false}
            data={models.map(({ id, name }) => ({ value: id, label: name }))}
            value={drawer}
            onChange={setDrawer}
          />
          <Textarea
            label={t('field.prompt')}
            placeholder={t('generate.placeholder')}
            autosize
            maxRows={4}
            dir="auto"
            value={prompt}
            onChange={(event) => setPrompt(event.currentTarget.value)}
          />
        </div>
      )}
      <SegmentedControl
        // other sizes have other places, and the mark is put in its place once
        key={sizes.map((one) => one.factor).join(' ')}
        fullWidth
        aria-label={t('enlarge.factor')}
        data={sizes.map((one) => ({ value: String(one.factor), label: t('enlarge.times', { factor: number(one.factor) }) }))}
        value={String(size.factor)}
        onChange={(value) => setFactor(Number(value))}
      />
      {way === 'detail' && (
        <>
          <label className={classes.enlarge}>
            <span className={classes.strength}>
              {t('field.strength')} <span>{number(strength)}</span>
            </span>
            <Slider min={0.05} max={1} step={0.05} label={null} thumbLabel={t('field.strength')} value={strength} onChange={setStrength} />
            <small>{t('enlarge.strengthHelp')}</small>
          </label>
          {size.tiles !== null && (
            <Switch
              mt="md"
              label={t('field.tiles')}
              description={t(size.whole ? 'enlarge.tilesHelp' : 'enlarge.tilesOnly', { model: model?.name ?? '' })}
              checked={inTiles}
              disabled={!size.whole}
              onChange={(event) => setTiled(event.currentTarget.checked)}
            />
          )}
        </>
      )}
      {problem !== null && <Notice level="error">{typeof problem === 'string' ? problem : <FaultWords fault={problem} />}</Notice>}
      <Group justify="space-between" mt="md">
        <Text size="sm" c="dimmed" role="status">
          {t('extend.result', { size: { width, height } })}
        </Text>
        <Button data-autofocus loading={busy} onClick={start}>
          {t('enlarge.start')}
        </Button>
      </Group>
    </>
  );
};
