import { type Stage, scheduleOf, stageAt } from '../../prompts/schedule.ts';
import type { Piece } from '../types.ts';

/** Where a network call stands: step `index` of `count`, after `before` steps of an earlier pass. */
export type Place = Readonly<{ index: number; count: number; before: number }>;

/** Which text holds at a place. */
export type TextAt = (text: string, place: Place) => string;

/** `[from:to:when]` and `[a|b]` belong to A1111's syntax; in others brackets mean themselves. */
export const textAtFor = ({ id }: Piece): TextAt => {
  if (!id.startsWith('a1111-')) return (text) => text;
  const schedules = new Map<string, readonly Stage[]>();
  return (text, { index, count, before }) => {
    const key = `${count}/${before}/${text}`;
    const schedule = schedules.get(key) ?? scheduleOf(text, { count, before });
    schedules.set(key, schedule);
    return stageAt(schedule, index).text;
  };
};
