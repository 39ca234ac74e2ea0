import type { z } from 'zod';
import type { AppError } from '../contract/result.ts';
import { limits } from '../contract/recipe.ts';

type Issue = z.core.$ZodIssue;

const names: Readonly<Record<string, string>> = {
  prompt: 'The prompt',
  negativePrompt: 'The negative prompt',
  width: 'The width',
  height: 'The height',
  seed: 'The seed',
  steps: 'The number of steps',
  scale: 'The guidance scale',
  strength: 'The strength',
  count: 'The number of pictures',
};

const ranges: Readonly<Record<string, string>> = {
  prompt: `has at most ${limits.prompt.toLocaleString('en')} characters`,
  negativePrompt: `has at most ${limits.prompt.toLocaleString('en')} characters`,
  width: `is a multiple of ${limits.sideStep} from 16 to ${limits.side}`,
  height: `is a multiple of ${limits.sideStep} from 16 to ${limits.side}`,
  seed: `is a whole number from 0 to ${limits.seed}`,
  steps: `is a whole number from 1 to ${limits.steps}`,
  scale: `is a number from 0 to ${limits.guidance}`,
  strength: 'is a number from 0 to 1',
  count: `is a whole number from 1 to ${limits.count}`,
};

/** The first thing that is wrong with an input, in a sentence that names the field and what it may be. */
export const describeIssue = (issue: Issue): AppError => {
  const field = issue.path.findLast((part) => typeof part === 'string');
  const what = issue.path.length === 0 ? null : issue.path.map(String).join('.');
  const name = field === undefined ? undefined : names[field];
  const range = field === undefined ? undefined : ranges[field];
  const message = name === undefined || range === undefined ? `${what ?? 'The input'}: ${issue.message}.` : `${name} ${range}.`;
  return { code: 'bad-input', message, what };
};
