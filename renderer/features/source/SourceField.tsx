import { ActionIcon, Button, FileButton, Input, NumberInput, Slider, Text, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowsMaximize, IconBrush, IconPhotoPlus, IconX } from '@tabler/icons-react';
import { type DragEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDraft, useStudio } from '../../studio.ts';
import { useChosenModel } from '../generate/use-defaults.ts';
import type { Size } from './extend.ts';
import { ExtendEditor } from './ExtendEditor.tsx';
import { MaskEditor } from './MaskEditor.tsx';
import classes from './Source.module.css';
import { StartSize } from './StartSize.tsx';
import { useSource } from './use-source.ts';

const pictures = 'image/png,image/jpeg,image/webp';
const pictureIn = (data: DataTransfer | null): File | undefined => [...(data?.files ?? [])].find(({ type }) => pictures.includes(type));

/** The picture that the next one starts from: none, or one with its strength and mask. */
export const SourceField = () => {
  const { t } = useTranslation();
  const label = useId();
  const { client } = useStudio();
  const { source, strength, problems, edit } = useDraft((draft) => ({
    source: draft.source,
    strength: draft.strength,
    problems: draft.problems,
    edit: draft.edit,
  }));
  const { start, mask, extend } = useSource();
  const model = useChosenModel(useDraft((draft) => draft.model));
  const edits = model?.edits === true;
  const [extending, stretch] = useDisclosure(false);
  const [over, setOver] = useState(false);
  const [painting, paint] = useDisclosure(false);
  const [size, setSize] = useState<(Size & Readonly<{ of: string }>) | null>(null);

  // elsewhere in the window a drop asks what to do; here it is meant
  const drop = {
    onDragOver: (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      event.stopPropagation();
      setOver(false);
      const file = pictureIn(event.dataTransfer);
      if (file !== undefined) void start(file);
    },
  };

  return (
    <div role="group" aria-labelledby={label} {...drop}>
      <Input.Label id={label} required={edits}>
        {t(edits ? 'source.edited' : 'field.source')}
      </Input.Label>
      {source === null ? (
        <FileButton accept={pictures} onChange={(file) => file !== null && void start(file)}>
          {(props) => (
            <button {...props} type="button" className={classes.drop} data-over={over}>
              <IconPhotoPlus size={18} stroke={1.6} aria-hidden />
              {t('source.drop')}
            </button>
          )}
        </FileButton>
      ) : (
        <div className={classes.chosen} data-over={over}>
          <div className={classes.thumb}>
            <img
              src={client.sourceUrl(source.image)}
              alt={t('source.chosen')}
              onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
                setSize({ of: source.image, width: naturalWidth, height: naturalHeight })
              }
            />
            {source.mask !== null && <img className={classes.mask} src={client.sourceUrl(source.mask)} alt={t('source.masked')} />}
            <Tooltip label={t('source.remove')}>
              <ActionIcon
                className={classes.remove ?? ''}
                variant="default"
                size={24}
                radius="xl"
                aria-label={t('source.remove')}
                onClick={() => edit({ source: null })}
              >
                <IconX size={14} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </div>
          <div className={classes.controls}>
            {!edits && (
              <div className={classes.strength}>
                <NumberInput
                  label={t('field.strength')}
                  value={strength}
                  step={0.05}
                  decimalScale={2}
                  clampBehavior="none"
                  error={problems.strength}
                  onChange={(value) => edit({ strength: value })}
                />
                <Slider
                  min={0}
                  max={1}
                  step={0.05}
                  label={null}
                  thumbLabel={t('field.strength')}
                  value={typeof strength === 'number' ? strength : 0}
                  onChange={(value) => edit({ strength: value })}
                />
              </div>
            )}
            <Text size="xs" c="dimmed">
              {t(source.mask !== null ? 'source.masked' : edits ? 'source.editHelp' : 'source.strengthHelp')}
            </Text>
            {size?.of === source.image && <StartSize from={size} />}
            <div className={classes.buttons}>
              {!edits && (
                <>
                  <Button size="compact-sm" variant="default" leftSection={<IconBrush size={15} aria-hidden />} onClick={paint.open}>
                    {t(source.mask === null ? 'source.paint' : 'source.repaint')}
                  </Button>
                  <Button
                    size="compact-sm"
                    variant="default"
                    leftSection={<IconArrowsMaximize size={15} aria-hidden />}
                    disabled={model === null}
                    onClick={stretch.open}
                  >
                    {t('extend.open')}
                  </Button>
                </>
              )}
              {source.mask !== null && (
                <Button
                  size="compact-sm"
                  variant="subtle"
                  color="gray"
                  onClick={() => edit({ source: { image: source.image, mask: null } })}
                >
                  {t('source.unmask')}
                </Button>
              )}
            </div>
          </div>
          {extending && model !== null && (
            <ExtendEditor
              image={client.sourceUrl(source.image)}
              model={model}
              onDone={(extension) => {
                stretch.close();
                void extend(extension);
              }}
              onClose={stretch.close}
            />
          )}
          {painting && (
            <MaskEditor
              image={client.sourceUrl(source.image)}
              mask={source.mask === null ? null : client.sourceUrl(source.mask)}
              onDone={(file, feather) => {
                paint.close();
                void mask(file, feather);
              }}
              onClose={paint.close}
            />
          )}
        </div>
      )}
      {problems.source !== undefined && <Input.Error mt={6}>{problems.source}</Input.Error>}
    </div>
  );
};
