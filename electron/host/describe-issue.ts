import type { z } from 'zod';
import type { AppError } from '../contract/result.ts';
import { limits } from '../contract/recipe.ts';
import { sentence, type Words } from '../../native-models/words/sentence.ts';

type Issue = z.core.$ZodIssue;

const side = (name: Words): Words => sentence('input.multiple', { name, multiple: limits.sideStep, min: 16, max: limits.side });
const whole = (name: Words, min: number, max: number): Words => sentence('input.whole', { name, min, max });
const number = (name: Words, max: number): Words => sentence('input.number', { name, min: 0, max });
const text = (name: Words): Words => sentence('input.long', { name, most: limits.prompt });

/** Fields by name, and what they may be. */
const fields: Readonly<Record<string, Words>> = {
  prompt: text(sentence('name.prompt')),
  negativePrompt: text(sentence('name.negativePrompt')),
  width: side(sentence('name.width')),
  height: side(sentence('name.height')),
  seed: whole(sentence('name.seed'), 0, limits.seed),
  steps: whole(sentence('name.steps'), 1, limits.steps),
  scale: number(sentence('name.scale'), limits.guidance),
  strength: number(sentence('name.strength'), 1),
  count: whole(sentence('name.count'), 1, limits.count),
};

/** The first thing that is wrong with an input, in a sentence that names the field and what it may be. */
export const describeIssue = (issue: Issue): AppError => {
  const field = issue.path.findLast((part) => typeof part === 'string');
  const what = issue.path.length === 0 ? null : issue.path.map(String).join('.');
  const known = field === undefined ? undefined : fields[field];
  const message = known ?? sentence('input.wrong', { what: what ?? sentence('input.none'), detail: issue.message });
  return { code: 'bad-input', message, what };
};
