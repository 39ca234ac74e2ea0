import { keepPreviousData, queryOptions, useQueries, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { limits, type Piece } from '../../../../electron/contract/recipe.ts';
import { keys } from '../../../api/queries.ts';
import { useDraft, useStudio } from '../../../studio.ts';
import { curveOf, type GuidancePoint, pointsOf } from './guidance-points.ts';
import type { Sigmas } from './sigmas.ts';

type Past = Readonly<{ schedule: Piece | null; guidance: Piece | null }>;

/** The schedule of the form as a list that may be drawn anew: whole, whatever the strength, and in the model's own coordinates. */
const sampler: Piece = { id: 'euler@1', options: {} };
const custom = 'custom@1';
const remembered = 100;

const none: Sigmas = [];

/** Schedule and guidance of the form as curves, with ways to change them and to take that back. */
export const useCurve = (ghosts: readonly string[]) => {
  const { client, draft } = useStudio();
  const { model, steps, schedule, guidance, scale } = useDraft((fields) => fields);
  const [past, setPast] = useState<readonly Past[]>([]);
  const count = typeof steps === 'number' && Number.isInteger(steps) && steps >= 1 && steps <= limits.steps ? steps : null;
  const query = (piece: Piece | null) => {
    const input =
      model === null || piece === null || count === null ? null : { model, steps: count, schedule: piece, sampler, strength: null };
    return queryOptions({
      queryKey: input === null ? ['schedule', null] : keys.schedule(input),
      queryFn: async (): Promise<{ sigmas: number[] }> => (input === null ? { sigmas: [] } : client.invoke('studio.schedule', input)),
      enabled: input !== null,
    });
  };
  const { data, error } = useQuery({ ...query(schedule), placeholderData: keepPreviousData });
  const lines = useQueries({ queries: ghosts.map((id) => query({ id, options: {} })) });

  const remember = (): void => {
    const { schedule: before, guidance: guided } = draft.getState();
    setPast((all) => [...all, { schedule: before, guidance: guided }].slice(-remembered));
  };
  return {
    count,
    sigmas: data?.sigmas ?? none,
    error,
    ghosts: ghosts.flatMap((id, index) => {
      const sigmas = lines[index]?.data?.sigmas;
      // the form's own line is drawn already
      return sigmas === undefined || id === schedule?.id ? [] : [{ id, sigmas, place: index }];
    }),
    points: pointsOf(guidance?.options['curve'], typeof scale === 'number' ? scale : 1),
    isDrawn: schedule?.id === custom || (Array.isArray(guidance?.options['curve']) && guidance.options['curve'].length > 0),
    canUndo: past.length > 0,
    /** Call before a change that can be undone: once a drag, once a key. */
    remember,
    draw: (sigmas: Sigmas): void => draft.getState().edit({ schedule: { id: custom, options: { sigmas: [...sigmas], fit: true } } }),
    guide: (points: readonly GuidancePoint[]): void => {
      const piece = draft.getState().guidance ?? { id: 'cfg@1', options: {} };
      draft.getState().edit({ guidance: { id: piece.id, options: { ...piece.options, curve: curveOf(points) } } });
    },
    undo: (): void => {
      const last = past.at(-1);
      if (last === undefined) return;
      setPast(past.slice(0, -1));
      draft.getState().edit(last);
    },
    /** The model's own schedule, and guidance without a curve. */
    reset: (own: Piece): void => {
      remember();
      const piece = draft.getState().guidance;
      const { curve: _, ...options } = piece?.options ?? {};
      draft.getState().edit({ schedule: own, guidance: piece === null ? null : { id: piece.id, options } });
    },
  };
};
export type Curve = ReturnType<typeof useCurve>;
