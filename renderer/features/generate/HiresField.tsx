import { Input, NumberInput, SegmentedControl, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DraftHires } from '../../state/draft.ts';
import { useDraft } from '../../studio.ts';
import classes from './Form.module.css';

/** Twice the picture, where its size is one. */
const firstPass = ({ width, height, steps }: Readonly<Record<'width' | 'height' | 'steps', number | string>>): DraftHires => ({
  width: typeof width === 'number' ? width * 2 : '',
  height: typeof height === 'number' ? height * 2 : '',
  strength: 0.5,
  steps,
  enlarge: 'pixels',
});

/** A second pass at a larger size: off, or its settings. */
export const HiresField = () => {
  const { t } = useTranslation();
  const { hires, width, height, steps, problems, edit } = useDraft((draft) => ({
    hires: draft.hires,
    width: draft.width,
    height: draft.height,
    steps: draft.steps,
    problems: draft.problems,
    edit: draft.edit,
  }));
  const change = (fields: Partial<DraftHires>) => hires !== null && edit({ hires: { ...hires, ...fields } });
  return (
    <>
      <Switch
        label={t('field.hires')}
        description={t('hires.help')}
        checked={hires !== null}
        onChange={(event) => edit({ hires: event.currentTarget.checked ? firstPass({ width, height, steps }) : null })}
      />
      {hires !== null && (
        <div className={classes.options}>
          <div className={classes.pair}>
            <NumberInput
              label={t('hires.width')}
              value={hires.width}
              step={8}
              clampBehavior="none"
              onChange={(value) => change({ width: value })}
            />
            <NumberInput
              label={t('hires.height')}
              value={hires.height}
              step={8}
              clampBehavior="none"
              onChange={(value) => change({ height: value })}
            />
            <NumberInput
              label={t('hires.strength')}
              value={hires.strength}
              step={0.05}
              decimalScale={2}
              clampBehavior="none"
              onChange={(value) => change({ strength: value })}
            />
            <NumberInput label={t('hires.steps')} value={hires.steps} clampBehavior="none" onChange={(value) => change({ steps: value })} />
          </div>
          <SegmentedControl
            size="xs"
            aria-label={t('hires.enlarge')}
            data={[
              { value: 'pixels', label: t('hires.pixels') },
              { value: 'latent', label: t('hires.latent') },
            ]}
            value={hires.enlarge}
            onChange={(enlarge) => change({ enlarge })}
          />
          {problems.hires !== undefined && <Input.Error>{problems.hires}</Input.Error>}
        </div>
      )}
    </>
  );
};
