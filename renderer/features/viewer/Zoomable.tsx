import { ActionIcon, Tooltip } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../ui/format.ts';
import classes from './Zoom.module.css';
import { fitted, panned, type View, zoomed } from './zoom.ts';

type Props = Readonly<{ src: string; alt: string; width: number }>;

const step = 1.3;

/** A picture that can be looked at closely: wheel, pinch, drag, double click, + − 0 and the arrows. */
export const Zoomable = ({ src, alt, width }: Props) => {
  const { t, i18n } = useTranslation();
  const room = useRef<HTMLDivElement>(null);
  const { ref: measured, width: shown } = useElementSize<HTMLDivElement>();
  const ref = useMergedRef(room, measured);
  /** The scale at which a pixel of the picture is one of the screen, seen from fit. */
  const natural = shown > 0 ? width / shown : 1;
  const [view, setView] = useState<View>(fitted);
  const fingers = useRef(new Map<number, Readonly<{ x: number; y: number }>>());
  /** The second press of a double click that opened the picture means no zoom. */
  const presses = useRef(0);
  const box = () => room.current?.getBoundingClientRect() ?? { left: 0, top: 0, width: 1, height: 1 };
  const from = (x: number, y: number) => {
    const { left, top, width: wide, height: high } = box();
    return { x: x - left - wide / 2, y: y - top - high / 2 };
  };

  useEffect(() => {
    const element = room.current;
    if (element === null) return;
    const turn = (event: WheelEvent): void => {
      event.preventDefault();
      const at = from(event.clientX, event.clientY);
      setView((before) => zoomed(before, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0022)), at, box()));
    };
    // React listens passively, and the page must not scroll
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, []);

  const move = (event: PointerEvent<HTMLDivElement>): void => {
    const before = fingers.current.get(event.pointerId);
    if (before === undefined) return;
    const now = { x: event.clientX, y: event.clientY };
    const other = [...fingers.current].find(([id]) => id !== event.pointerId)?.[1];
    fingers.current.set(event.pointerId, now);
    if (other === undefined) setView((lying) => panned(lying, now.x - before.x, now.y - before.y, box()));
    else {
      const spread = Math.hypot(now.x - other.x, now.y - other.y) / Math.max(1, Math.hypot(before.x - other.x, before.y - other.y));
      setView((lying) => zoomed(lying, spread, from((now.x + other.x) / 2, (now.y + other.y) / 2), box()));
    }
  };
  const by = (factor: number): void => setView((before) => zoomed(before, factor, { x: 0, y: 0 }, box()));
  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const pan = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (event.key === '+' || event.key === '=') by(step);
    else if (event.key === '-') by(1 / step);
    else if (event.key === '0') setView(fitted);
    // at fit the arrows walk from picture to picture
    else if (pan !== undefined && view.scale > 1) setView((before) => panned(before, pan[0]!, pan[1]!, box()));
    else return;
    event.preventDefault();
    event.nativeEvent.stopImmediatePropagation();
  };
  const toggle = (event: { clientX: number; clientY: number }): void =>
    setView((before) => (before.scale > 1 ? fitted : zoomed(before, Math.max(2, natural), from(event.clientX, event.clientY), box())));
  const percent = formatNumber(i18n.language, Math.round((view.scale / natural) * 100));

  return (
    <>
      {/* the picture itself is what is moved; its keys are said in the label */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <div
        ref={ref}
        className={classes.room}
        data-zoomed={view.scale > 1}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="application"
        aria-label={t('zoom.label')}
        onKeyDownCapture={press}
        onDoubleClick={(event) => {
          if (presses.current > 1) toggle(event);
        }}
        onPointerDown={(event) => {
          presses.current += 1;
          event.currentTarget.setPointerCapture(event.pointerId);
          fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
        }}
        onPointerMove={move}
        onPointerUp={(event) => fingers.current.delete(event.pointerId)}
        onPointerCancel={(event) => fingers.current.delete(event.pointerId)}
      >
        <img
          src={src}
          alt={alt}
          draggable={false}
          data-pixels={view.scale / natural >= 4}
          style={{ transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})` }}
        />
      </div>
      <div className={classes.tools} role="group" aria-label={t('zoom.tools')}>
        <ActionIcon size={26} aria-label={t('source.zoomOut')} disabled={view.scale === 1} onClick={() => by(1 / step)}>
          <IconZoomOut size={15} aria-hidden />
        </ActionIcon>
        <Tooltip label={t('zoom.whole')}>
          <button
            type="button"
            className={classes.percent}
            aria-label={t('zoom.actual', { percent })}
            onClick={() => setView((before) => zoomed(fitted, before.scale === 1 ? Math.max(1, natural) : 1, { x: 0, y: 0 }, box()))}
          >
            {t('zoom.percent', { percent })}
          </button>
        </Tooltip>
        <ActionIcon size={26} aria-label={t('source.zoomIn')} onClick={() => by(step)}>
          <IconZoomIn size={15} aria-hidden />
        </ActionIcon>
        <ActionIcon size={26} aria-label={t('zoom.fit')} disabled={view.scale === 1} onClick={() => setView(fitted)}>
          <IconMaximize size={15} aria-hidden />
        </ActionIcon>
      </div>
    </>
  );
};
