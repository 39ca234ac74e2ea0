import { Button, Group, Modal, SegmentedControl, Slider, Text } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { createMaskCanvas, type MaskCanvas, type Point, takeMask } from './mask-canvas.ts';
import classes from './Source.module.css';

const load = async (address: string): Promise<HTMLImageElement> => {
  const image = new Image();
  // the canvas is read back: its pictures must count as our own
  image.crossOrigin = 'anonymous';
  image.src = address;
  await image.decode();
  return image;
};

/** Paints over the part of a picture that is to be made anew. */
export const MaskEditor = ({
  image,
  mask,
  onDone,
  onClose,
}: Readonly<{ image: string; mask: string | null; onDone: (file: Blob) => void; onClose: () => void }>) => {
  const { t } = useTranslation();
  const board = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<MaskCanvas>(null);
  const last = useRef<Point>(null);
  const [tool, setTool] = useState<'brush' | 'eraser'>('brush');
  const [size, setSize] = useState(15);

  const open = async (picture: HTMLImageElement): Promise<void> => {
    const canvas = board.current;
    if (canvas === null) return;
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    drawing.current = createMaskCanvas(canvas);
    if (mask !== null) takeMask(canvas, await load(mask));
  };
  const pointOf = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>): Point => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    return { x: ((clientX - left) / width) * currentTarget.width, y: ((clientY - top) / height) * currentTarget.height };
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (last.current === null) return;
    const to = pointOf(event);
    drawing.current?.stroke(last.current, to, (size / 100) * event.currentTarget.width, tool);
    last.current = to;
  };
  const start = (event: PointerEvent<HTMLCanvasElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current?.remember();
    last.current = pointOf(event);
    draw(event);
  };
  const change = (how: 'clear' | 'invert') => () => {
    drawing.current?.remember();
    drawing.current?.[how]();
  };

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('source.maskTitle')}
      size="auto"
      centered
      closeButtonProps={{ 'aria-label': t('source.close') }}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t('source.maskText')}
      </Text>
      <div className={classes.board}>
        <img src={image} alt={t('source.chosen')} onLoad={(event) => void open(event.currentTarget)} />
        <canvas
          ref={board}
          aria-label={t('source.canvas')}
          onPointerDown={start}
          onPointerMove={draw}
          onPointerUp={() => {
            last.current = null;
          }}
        />
      </div>
      <div className={classes.tools}>
        <SegmentedControl
          size="xs"
          data={[
            { value: 'brush', label: t('source.brush') },
            { value: 'eraser', label: t('source.eraser') },
          ]}
          value={tool}
          onChange={setTool}
        />
        <Slider className={classes.slider} min={1} max={60} label={null} thumbLabel={t('source.size')} value={size} onChange={setSize} />
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowBackUp size={15} aria-hidden />}
          onClick={() => drawing.current?.undo()}
        >
          {t('source.undo')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={change('invert')}>
          {t('source.invert')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={change('clear')}>
          {t('source.clear')}
        </Button>
      </div>
      <Group justify="flex-end">
        <Button onClick={() => void drawing.current?.toFile().then(onDone)}>{t('source.done')}</Button>
      </Group>
    </Modal>
  );
};
