import type { Capabilities, PieceDescriptor } from '../contract/records.ts';
import { capabilities } from '../engine/capabilities.ts';

const groups: readonly (readonly [title: string, of: (all: Capabilities) => readonly PieceDescriptor[]])[] = [
  ['Samplers (--sampler)', (all) => all.samplers],
  ['Schedules (--schedule)', (all) => all.schedules],
  ['Guidance methods (--guidance-method)', (all) => all.guidance],
  ['Noise sources (--noise)', (all) => all.noise],
  ['Priors (--prior)', (all) => all.priors],
  ['Prompt syntaxes (--prompt-syntax)', (all) => all.promptSyntax],
];

const range = ({ kind, min, max, choices, initial }: PieceDescriptor['options'][number]): string => {
  const allowed = kind === 'choice' ? choices.join(', ') : min === null || max === null ? kind : `${min} to ${max}`;
  return `${allowed}; ${JSON.stringify(initial)}`;
};

/** Prints every versioned piece with its sentence and settings, from the tables that the runs read. */
export const listPieces = ({ json }: { json: boolean }): void => {
  const all = capabilities([]);
  if (json) {
    process.stdout.write(`${JSON.stringify(all)}\n`);
    return;
  }
  for (const [title, of] of groups) {
    process.stdout.write(`${title}\n`);
    for (const { id, label, explanation, options } of of(all)) {
      process.stdout.write(`  ${id}  ${label}. ${explanation}\n`);
      for (const option of options) process.stdout.write(`      ${option.name} (${range(option)}): ${option.explanation}\n`);
    }
  }
};
