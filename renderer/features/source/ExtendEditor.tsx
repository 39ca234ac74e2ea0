import { Button, Group, NumberInput, Slider, Text } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Model } from '../../../electron/contract/records.ts';
import { formatNumber } from '../../ui/format.ts';
import { extended, extensionMask, grown, type Pixels, type Sides, sizeFor, within } from './extend.ts';
import { loadPicture } from './mask-canvas.ts';
import classes from './Source.module.css';
import { Dialog } from '../../ui/Dialog.tsx';

export type Extension = Readonly<{ image: Blob; mask: Blob; width: number; height: number }>;

const sideNames = ['left', 'top', 'right', 'bottom'] as const;

const readPixels = async (address: string): Promise<Pixels> => {
  const picture = await loadPicture(address);
  const { naturalWidth: width, naturalHeight: height } = picture;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (context === null) throw new Error('this window has no canvas');
  context.drawImage(picture, 0, 0);
  return { width, height, data: context.getImageData(0, 0, width, height).data };
};

const toFile = ({ width, height, data }: Pixels): Promise<Blob> => {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.putImageData(new ImageData(Uint8ClampedArray.from(data), width, height), 0, 0);
  return canvas.convertToBlob({ type: 'image/png' });
};

/** Puts a picture on a larger canvas, whose new part is then made. */
export const ExtendEditor = ({
  image,
  model,
  onDone,
  onClose,
}: Readonly<{ image: string; model: Model; onDone: (extension: Extension) => void; onClose: () => void }>) => {
  const { t, i18n } = useTranslation();
  const view = useRef<HTMLCanvasElement>(null);
  const [picture, setPicture] = useState<Pixels | null>(null);
  const [sides, setSides] = useState<Sides | null>(null);
  const [feather, setFeather] = useState(8);
  const isFixed = model.sizes.kind === 'fixed';
  useEffect(() => {
    let gone = false;
    void readPixels(image).then((read) => {
      if (gone) return;
      setPicture(read);
      const [wide, high] = [Math.round(read.width / 4), Math.round(read.height / 4)];
      // a model of fixed sizes keeps the shape
      setSides({ left: wide, right: wide, top: isFixed ? high : 0, bottom: isFixed ? high : 0 });
    });
    return () => {
      gone = true;
    };
  }, [image, isFixed]);

  const wanted =
    picture === null || sides === null
      ? null
      : { width: picture.width + sides.left + sides.right, height: picture.height + sides.top + sides.bottom };
  const target = wanted === null ? null : sizeFor(model, wanted);
  const all = picture === null || sides === null || target === null ? null : grown(picture, sides, target);
  const inside = picture === null || all === null || target === null ? null : within(picture, all, target);
  const isMore = all !== null && sideNames.some((side) => all[side] > 0);

  useEffect(() => {
    const canvas = view.current;
    if (canvas === null || picture === null || all === null) return;
    const made = extended(picture, all);
    canvas.width = made.width;
    canvas.height = made.height;
    const context = canvas.getContext('2d');
    context?.putImageData(new ImageData(Uint8ClampedArray.from(made.data), made.width, made.height), 0, 0);
    if (context == null) return;
    context.strokeStyle = '#8b88f2';
    context.lineWidth = Math.max(1, made.width / 250);
    context.setLineDash([context.lineWidth * 3, context.lineWidth * 3]);
    context.strokeRect(all.left, all.top, picture.width, picture.height);
  }, [picture, all]);

  const done = async (): Promise<void> => {
    if (picture === null || all === null || target === null) return;
    const [file, mask] = await Promise.all([toFile(extended(picture, all)), toFile(extensionMask(picture, all, feather))]);
    onDone({ image: file, mask, ...target });
  };
  const spread = (share: number): void => {
    if (picture === null) return;
    const [x, y] = [Math.round(picture.width * share), Math.round(picture.height * share)];
    setSides({ left: x, right: x, top: y, bottom: y });
  };
  const number = (value: number) => formatNumber(i18n.language, value);
  return (
    <Dialog onClose={onClose} title={t('extend.title')} size={560}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('extend.text')}
      </Text>
      <div className={classes.extension}>
        <canvas ref={view} role="img" aria-label={t('extend.preview')} />
      </div>
      <Group gap={8} mt="md" grow className={classes.sides ?? ''}>
        {sideNames.map((side) => (
          <NumberInput
            key={side}
            label={t(`extend.${side}`)}
            min={0}
            max={4096}
            step={8}
            value={sides?.[side] ?? 0}
            onChange={(value) =>
              sides !== null && typeof value === 'number' && setSides({ ...sides, [side]: Math.max(0, Math.round(value)) })
            }
          />
        ))}
      </Group>
      <Group gap={6} mt={8}>
        {[0.25, 0.5].map((share) => (
          <Button key={share} size="compact-xs" variant="default" onClick={() => spread(share)}>
            {t('extend.around', { share: number(share * 100) })}
          </Button>
        ))}
      </Group>
      <label className={classes.feather}>
        <small>{t('source.feather')}</small>
        <Slider min={0} max={64} thumbLabel={t('source.feather')} value={feather} onChange={setFeather} />
      </label>
      <Group justify="space-between" wrap="nowrap" mt="md">
        <Text size="sm" c="dimmed" role="status">
          {target !== null && t('extend.result', { size: target })}{' '}
          {inside !== null && t(inside.width === picture?.width ? 'extend.kept' : 'extend.scaled', { size: inside })}
        </Text>
        <Button data-autofocus className={classes.whole ?? ''} disabled={!isMore} onClick={() => void done()}>
          {t('extend.done')}
        </Button>
      </Group>
    </Dialog>
  );
};
