import { parseEdits, type Tree } from './edit-syntax.ts';

/** The text that holds up to and with step `until`, counted from 1. */
export type Stage = Readonly<{ until: number; text: string }>;

/** Which steps a schedule is for: `count` of them, after `before` steps of an earlier pass (hires fix), in which edits that had their time are done. */
export type Steps = Readonly<{ count: number; before: number }>;

/** The step after which an edit holds: `0.5` and `2.0` are parts of the run, `5` is a step. */
const stepOf = (when: string, { count, before }: Steps): number => {
  const value = Number(when);
  const pass = before > 0 ? 1 : 0;
  return Math.min(count, Math.trunc(when.includes('.') ? (value - pass) * count : value - before));
};

const changes = (tree: Tree, steps: Steps): readonly number[] =>
  tree.flatMap((node) => {
    switch (node.kind) {
      case 'text':
        return [];
      case 'edit':
        return [stepOf(node.when, steps), ...changes(node.from, steps), ...changes(node.to, steps)];
      case 'alternate':
        return [...Array.from({ length: steps.count }, (_, i) => i + 1), ...node.choices.flatMap((choice) => changes(choice, steps))];
    }
  });

const textAt = (tree: Tree, step: number, steps: Steps): string =>
  tree
    .map((node) => {
      switch (node.kind) {
        case 'text':
          return node.text;
        case 'edit':
          return textAt(step <= stepOf(node.when, steps) ? node.from : node.to, step, steps);
        case 'alternate':
          return textAt(node.choices[(step - 1) % node.choices.length]!, step, steps);
      }
    })
    .join('');

/**
 * A1111's prompt editing: which text holds at which step. `[from:to:when]` changes after `when`, `[to:when]` adds, `[from::when]` takes away,
 * `[a|b]` alternates step by step. A text without edits is one stage.
 */
export const scheduleOf = (text: string, steps: Steps): readonly Stage[] => {
  const tree = parseEdits(text);
  if (tree === null) return [{ until: steps.count, text }];
  const ends = new Set([steps.count, ...changes(tree, steps).filter((step) => step >= 1)]);
  return [...ends].toSorted((a, b) => a - b).map((until) => ({ until, text: textAt(tree, until, steps) }));
};

/** The stage of a step, counted from 0: A1111 compares its own count from 0 with `until`, so that a change at 5 shows first in the seventh call. */
export const stageAt = (schedule: readonly Stage[], step: number): Stage => schedule.find(({ until }) => step <= until) ?? schedule[0]!;
