import { ActionIcon, Button, Group, SegmentedControl, Slider, Text, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isMac, latinKey } from '../../commands/keys.ts';
import { Keys } from '../../ui/Keys.tsx';
import { createMaskCanvas, loadPicture, type MaskCanvas, type Point, takeMask } from './mask-canvas.ts';
import classes from './Source.module.css';
import { Dialog } from '../../ui/Dialog.tsx';

const tools = ['brush', 'eraser', 'lasso'] as const;
type Tool = (typeof tools)[number];
const zooms = [1, 1.5, 2, 3, 4, 6, 8];

/** Paints over the part of a picture that is to be made anew, with pointer or keys. */
export const MaskEditor = ({
  image,
  mask,
  onDone,
  onClose,
}: Readonly<{ image: string; mask: string | null; onDone: (file: Blob, feather: number) => void; onClose: () => void }>) => {
  const { t } = useTranslation();
  const board = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<MaskCanvas>(null);
  const line = useRef<Point[]>([]);
  const [tool, setTool] = useState<Tool>('brush');
  const [size, setSize] = useState(15);
  const [feather, setFeather] = useState(0);
  const [zoom, setZoom] = useState(1);
  /** Of the lasso: what the pointer draws, and what the keys set corner by corner. */
  const [outline, setOutline] = useState<readonly Point[]>([]);
  const [corners, setCorners] = useState<readonly Point[]>([]);
  // where the keys paint, in parts of the picture; seen while the canvas has the focus
  const [cursor, setCursor] = useState<Point>({ x: 0.5, y: 0.5 });
  const [measure, setMeasure] = useState({ width: 1, height: 1 });

  const open = async (picture: HTMLImageElement): Promise<void> => {
    const canvas = board.current;
    if (canvas === null) return;
    canvas.width = picture.naturalWidth;
    canvas.height = picture.naturalHeight;
    setMeasure({ width: canvas.width, height: canvas.height });
    drawing.current = createMaskCanvas(canvas);
    if (mask !== null) takeMask(canvas, await loadPicture(mask));
  };
  const choose = (next: Tool): void => {
    setTool(next);
    setCorners([]);
  };
  const pixels = (size / 100) * measure.width;
  const paints = (erasing: boolean): 'paint' | 'erase' => ((tool === 'eraser') !== erasing ? 'erase' : 'paint');
  const pointOf = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLCanvasElement>): Point => {
    const { left, top, width, height } = currentTarget.getBoundingClientRect();
    return { x: ((clientX - left) / width) * currentTarget.width, y: ((clientY - top) / height) * currentTarget.height };
  };
  const draw = (event: PointerEvent<HTMLCanvasElement>): void => {
    const last = line.current.at(-1);
    if (last === undefined) return;
    const to = pointOf(event);
    line.current.push(to);
    if (tool === 'lasso') setOutline([...line.current]);
    else drawing.current?.stroke(last, to, pixels, paints(event.altKey));
  };
  const start = (event: PointerEvent<HTMLCanvasElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current?.remember();
    line.current = [pointOf(event)];
    draw(event);
  };
  const end = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (tool === 'lasso') drawing.current?.fill(line.current, event.altKey ? 'erase' : 'paint');
    line.current = [];
    setOutline([]);
  };
  const change = (how: 'clear' | 'invert') => () => {
    drawing.current?.remember();
    drawing.current?.[how]();
  };
  const stand = { x: cursor.x * measure.width, y: cursor.y * measure.height };
  const shown = corners.length > 0 ? [...corners, stand] : outline;
  const zoomBy = (by: 1 | -1): void => setZoom(zooms[Math.min(zooms.length - 1, Math.max(0, zooms.indexOf(zoom) + by))] ?? 1);

  /** Keys of the whole editor, then those of the canvas. */
  const press = (event: KeyboardEvent): void => {
    const key = latinKey(event);
    const { shiftKey } = event;
    const mod = isMac() ? event.metaKey : event.ctrlKey;
    const onCanvas = event.target === board.current;
    const step = shiftKey ? 0.1 : 0.02;
    const way = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key];
    if (mod && key === 'z') drawing.current?.[shiftKey ? 'redo' : 'undo']();
    else if (mod && key === 'y') drawing.current?.redo();
    else if (mod) return;
    else if (key === 'b') choose('brush');
    else if (key === 'e') choose('eraser');
    else if (key === 'l') choose('lasso');
    else if (key === 'i') change('invert')();
    else if (key === '[') setSize(Math.max(1, size - 2));
    else if (key === ']') setSize(Math.min(60, size + 2));
    else if (key === '+' || key === '=') zoomBy(1);
    else if (key === '-') zoomBy(-1);
    else if (onCanvas && way !== undefined) {
      setCursor({ x: Math.min(1, Math.max(0, cursor.x + way[0]!)), y: Math.min(1, Math.max(0, cursor.y + way[1]!)) });
    } else if (onCanvas && key === ' ' && tool === 'lasso') setCorners([...corners, stand]);
    else if (corners.length > 0 && key === 'Backspace') setCorners(corners.slice(0, -1));
    else if (corners.length > 0 && key === 'Escape') setCorners([]);
    else if (onCanvas && corners.length > 2 && key === 'Enter') {
      drawing.current?.remember();
      drawing.current?.fill(corners, event.altKey ? 'erase' : 'paint');
      setCorners([]);
    } else if (onCanvas && key === ' ') {
      drawing.current?.remember();
      drawing.current?.stroke(stand, { x: stand.x + 0.01, y: stand.y }, pixels, tool === 'eraser' ? 'erase' : 'paint');
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <Dialog onClose={onClose} title={t('source.maskTitle')} size="auto">
      {/* keys of the tools work wherever the focus is */}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions */}
      <div onKeyDown={press}>
        <Text size="sm" c="dimmed" mb="sm">
          {t('source.maskText')}
        </Text>
        <div className={classes.pane}>
          <div
            className={classes.board}
            style={{ inlineSize: `calc(min(100%, var(--room) * ${measure.width / measure.height}) * ${zoom})` }}
          >
            <img src={image} alt={t('source.chosen')} onLoad={(event) => void open(event.currentTarget)} />
            <canvas
              ref={board}
              tabIndex={0}
              data-autofocus
              aria-label={t('source.canvas')}
              // Escape gives up the outline before it closes the dialog
              data-mantine-stop-propagation={corners.length > 0}
              style={feather === 0 ? {} : { filter: `blur(${(feather / 4 / measure.width) * 100 * zoom * 0.6}cqi)` }}
              onPointerDown={start}
              onPointerMove={draw}
              onPointerUp={end}
              onPointerCancel={end}
            />
            <svg className={classes.over} viewBox={`0 0 ${measure.width} ${measure.height}`} aria-hidden>
              {shown.length > 1 && <polygon points={shown.map(({ x, y }) => `${x},${y}`).join(' ')} />}
              <circle className={classes.cursor} cx={stand.x} cy={stand.y} r={tool === 'lasso' ? measure.width / 100 : pixels / 2} />
            </svg>
          </div>
        </div>
        <div className={classes.tools}>
          <SegmentedControl
            size="xs"
            aria-label={t('source.tool')}
            data={tools.map((value) => ({ value, label: t(`source.${value}`) }))}
            value={tool}
            onChange={choose}
          />
          <label className={classes.slider}>
            <small>{t('source.size')}</small>
            <Slider size="sm" min={1} max={60} label={null} thumbLabel={t('source.size')} value={size} onChange={setSize} />
          </label>
          <label className={classes.slider}>
            <small>{t('source.feather')}</small>
            <Slider size="sm" min={0} max={64} thumbLabel={t('source.feather')} value={feather} onChange={setFeather} />
          </label>
          <Group gap={2}>
            <Tooltip label={<Keys keys="mod+Z" />}>
              <ActionIcon aria-label={t('source.undo')} onClick={() => drawing.current?.undo()}>
                <IconArrowBackUp size={17} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={<Keys keys="mod+Shift+Z" />}>
              <ActionIcon aria-label={t('source.redo')} onClick={() => drawing.current?.redo()}>
                <IconArrowForwardUp size={17} aria-hidden />
              </ActionIcon>
            </Tooltip>
            <ActionIcon aria-label={t('source.zoomOut')} disabled={zoom === zooms[0]} onClick={() => zoomBy(-1)}>
              <IconZoomOut size={17} aria-hidden />
            </ActionIcon>
            <ActionIcon aria-label={t('source.zoomIn')} disabled={zoom === zooms.at(-1)} onClick={() => zoomBy(1)}>
              <IconZoomIn size={17} aria-hidden />
            </ActionIcon>
          </Group>
          <Button size="compact-sm" variant="default" onClick={change('invert')}>
            {t('source.invert')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={change('clear')}>
            {t('source.clear')}
          </Button>
        </div>
        <Group justify="space-between" wrap="nowrap">
          <Text size="xs" c="dimmed">
            {t('source.keys')}
          </Text>
          <Button flex="none" onClick={() => void drawing.current?.toFile(feather).then((file) => onDone(file, feather))}>
            {t('source.done')}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
};
