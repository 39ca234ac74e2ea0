import { Input, NumberInput, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { tileStep, usualOverlap } from '../../../electron/contract/recipe.ts';
import type { DraftTiles } from '../../state/draft.ts';
import { useDraft } from '../../studio.ts';
import classes from './Form.module.css';
import { useChosenModel } from './use-defaults.ts';

const sides = ['width', 'height', 'overlap'] as const;

/** Pictures larger than a tile are made part by part: off, or how large the parts are. */
export const TilesField = () => {
  const { t } = useTranslation();
  const { tiles, problems, edit } = useDraft((draft) => ({ tiles: draft.tiles, problems: draft.problems, edit: draft.edit }));
  const model = useChosenModel(useDraft((draft) => draft.model));
  const change = (fields: Partial<DraftTiles>) => tiles !== null && edit({ tiles: { ...tiles, ...fields } });
  /** What the model was made for is what it draws best. */
  const usual = (): DraftTiles | null => {
    if (model === null) return null;
    const { width, height } = model.defaults;
    return { width, height, overlap: usualOverlap(width, height, model.point) };
  };
  return (
    <>
      <Switch
        label={t('field.tiles')}
        description={t('tiles.help')}
        disabled={model === null}
        checked={tiles !== null}
        onChange={(event) => edit({ tiles: event.currentTarget.checked ? usual() : null })}
      />
      {tiles !== null && (
        <div className={classes.options}>
          <div className={classes.pair}>
            {sides.map((side) => (
              <NumberInput
                key={side}
                label={t(`tiles.${side}`)}
                value={tiles[side]}
                step={tileStep(model?.point ?? 1)}
                clampBehavior="none"
                onChange={(value) => change({ [side]: value })}
              />
            ))}
          </div>
          {problems.tiles !== undefined && <Input.Error>{problems.tiles}</Input.Error>}
        </div>
      )}
    </>
  );
};
