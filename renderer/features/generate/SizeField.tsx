import { ActionIcon, Input, NumberInput, SegmentedControl, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { swapSides } from '../../commands/make.ts';
import { useRun } from '../../commands/use-commands.ts';
import { useDraft } from '../../studio.ts';
import { formatSize } from '../../ui/format.ts';
import classes from './Form.module.css';
import { type Shape, shapesOf } from './sizes.ts';
import { useChosenModel } from './use-defaults.ts';

const named = (width: number | string, height: number | string): string => `${width}x${height}`;

const ShapeLabel = ({ shape }: Readonly<{ shape: Shape }>) => {
  const { i18n } = useTranslation();
  const size = formatSize(i18n.language, shape);
  return (
    <Tooltip label={`${shape.name} — ${size}`}>
      <span className={classes.shape}>
        <span style={{ aspectRatio: `${shape.width} / ${shape.height}` }} data-tall={shape.height > shape.width} />
        <VisuallyHidden>{`${shape.name}, ${size}`}</VisuallyHidden>
      </span>
    </Tooltip>
  );
};

/** Size by shape and by number. */
export const SizeField = () => {
  const { t } = useTranslation();
  const run = useRun();
  const label = useId();
  const { width, height, problems, edit } = useDraft((draft) => ({
    width: draft.width,
    height: draft.height,
    problems: draft.problems,
    edit: draft.edit,
  }));
  const model = useChosenModel(useDraft((draft) => draft.model));
  const shapes = model === null ? [] : shapesOf(model);
  const multiple = model?.sizes.kind === 'free' ? model.sizes.multiple : 8;
  return (
    <div>
      {shapes.length > 1 && (
        <>
          <Input.Label id={label}>{t('generate.size')}</Input.Label>
          <SegmentedControl
            fullWidth
            size="xs"
            mb={8}
            aria-labelledby={label}
            data={shapes.map((shape) => ({ value: named(shape.width, shape.height), label: <ShapeLabel shape={shape} /> }))}
            value={named(width, height)}
            onChange={(value) => {
              const shape = shapes.find((candidate) => named(candidate.width, candidate.height) === value);
              if (shape !== undefined) edit({ width: shape.width, height: shape.height });
            }}
          />
        </>
      )}
      <div className={classes.sides}>
        <NumberInput
          label={t('field.width')}
          value={width}
          step={multiple}
          clampBehavior="none"
          error={problems.width}
          onChange={(value) => edit({ width: value })}
        />
        <Tooltip label={t('command.swapSides')}>
          <ActionIcon mt={25} size={36} aria-label={t('command.swapSides')} onClick={() => run(swapSides)}>
            <IconArrowsExchange size={17} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
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
