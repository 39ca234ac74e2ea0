import { Input, NumberInput, SegmentedControl } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft } from '../../studio.ts';
import classes from './Form.module.css';
import { presetsOf } from './sizes.ts';
import { useChosenModel } from './use-defaults.ts';

const named = (width: number | string, height: number | string): string => `${width}x${height}`;

/** Size by shape and by number. */
export const SizeField = () => {
  const { t } = useTranslation();
  const label = useId();
  const { width, height, problems, edit } = useDraft((draft) => draft);
  const model = useChosenModel(useDraft((draft) => draft.model));
  const presets = model === null ? [] : presetsOf(model);
  const multiple = model?.sizes.kind === 'free' ? model.sizes.multiple : 8;
  return (
    <div>
      {presets.length > 1 && (
        <>
          <Input.Label id={label}>{t('generate.size')}</Input.Label>
          <SegmentedControl
            fullWidth
            size="xs"
            mb={8}
            aria-labelledby={label}
            data={presets.map((preset) => ({
              value: named(preset.width, preset.height),
              label: presets.length > 3 ? t('generate.sizeOption', preset) : t(`generate.${preset.shape}`),
            }))}
            value={named(width, height)}
            onChange={(value) => {
              const preset = presets.find((candidate) => named(candidate.width, candidate.height) === value);
              if (preset !== undefined) edit({ width: preset.width, height: preset.height });
            }}
          />
        </>
      )}
      <div className={classes.pair}>
        <NumberInput
          label={t('field.width')}
          value={width}
          step={multiple}
          clampBehavior="none"
          error={problems.width}
          onChange={(value) => edit({ width: value })}
        />
        <NumberInput
          label={t('field.height')}
          value={height}
          step={multiple}
          clampBehavior="none"
          error={problems.height}
          onChange={(value) => edit({ height: value })}
        />
      </div>
    </div>
  );
};
