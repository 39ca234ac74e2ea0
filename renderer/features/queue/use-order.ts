import { type DragEvent, type KeyboardEvent, useState } from 'react';
import type { Job, JobId } from '../../../electron/contract/records.ts';
import { useStudio } from '../../studio.ts';
import { useSay } from '../../ui/say.tsx';

/** How a waiting job is moved: what its handle and its line do. `over` says that something dragged would come before it. */
export type Place = Readonly<{
  over: boolean | undefined;
  handle: Readonly<{
    draggable: true;
    onDragStart: (event: DragEvent) => void;
    onDragEnd: () => void;
    onKeyDown: (event: KeyboardEvent) => void;
  }>;
  target: Readonly<{ onDragOver: (event: DragEvent) => void; onDrop: (event: DragEvent) => void }>;
}>;

/** Moves waiting jobs. `moved` is where the last one went, for those who cannot see it. */
export const useOrder = (waiting: readonly Job[]): { placeOf: (job: Job) => Place; moved: { place: number; count: number } | null } => {
  const { client } = useStudio();
  const say = useSay();
  const [dragged, setDragged] = useState<JobId | null>(null);
  const [over, setOver] = useState<JobId | null>(null);
  const [moved, setMoved] = useState<{ place: number; count: number } | null>(null);
  const ids = waiting.map(({ id }) => id);

  const move = (id: JobId, before: JobId | null): void => {
    const others = ids.filter((other) => other !== id);
    setMoved({ place: (before === null ? others.length : others.indexOf(before)) + 1, count: ids.length });
    client.invoke('jobs.move', { id, before }).catch(say.fault);
  };
  const end = (): void => {
    setDragged(null);
    setOver(null);
  };
  const byKey = (id: JobId, event: KeyboardEvent): void => {
    const at = ids.indexOf(id);
    const others = ids.filter((other) => other !== id);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: others.length }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (to >= 0 && to <= others.length && to !== at) move(id, others[to] ?? null);
  };

  return {
    moved,
    placeOf: ({ id }) => ({
      over: over === id && dragged !== id ? true : undefined,
      handle: {
        draggable: true,
        onDragStart: (event) => {
          event.dataTransfer.effectAllowed = 'move';
          event.dataTransfer.setData('text/plain', id);
          setDragged(id);
        },
        onDragEnd: end,
        onKeyDown: (event) => byKey(id, event),
      },
      target: {
        onDragOver: (event) => {
          if (dragged === null) return;
          event.preventDefault();
          setOver(id);
        },
        onDrop: (event) => {
          event.preventDefault();
          if (dragged !== null && dragged !== id) {
            // dropped on a later one it takes that one's place, on an earlier one too
            const below = ids.indexOf(dragged) < ids.indexOf(id);
            move(dragged, below ? (ids[ids.indexOf(id) + 1] ?? null) : id);
          }
          end();
        },
      },
    }),
  };
};
