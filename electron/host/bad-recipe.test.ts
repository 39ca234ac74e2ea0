import { afterAll, beforeAll, expect, it, describe, vi } from 'vitest';
import { aRecipe } from '../contract/examples.ts';
import type { AppError } from '../contract/result.ts';
import { type Studio, newFolder, openStudio, removeFolder } from './testing/studio.ts';
import { saying } from '../../native-models/words/saying.ts';

// processes start here, and the machine may be busy
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

let folder: string;
let studio: Studio;
beforeAll(async () => {
  folder = newFolder();
  studio = await openStudio(folder);
});
afterAll(async () => {
  await studio.close();
  removeFolder(folder);
});

const start = async (recipe: unknown, count = 1): Promise<AppError> => {
  const result = await studio.host.call('jobs.start', { recipe, count });
  if (result.ok) throw new Error('it was accepted');
  return result.error;
};
const recipe = (changes: Readonly<Record<string, unknown>>): unknown => ({ ...aRecipe(), ...changes });

describe('a recipe that makes no sense is refused with the field and what it may be', () => {
  const cases: [string, unknown, Readonly<{ code: AppError['code']; what?: string; message?: unknown }>][] = [
    [
      'an empty prompt',
      recipe({ prompt: '' }),
      { code: 'bad-input', what: 'recipe.prompt', message: saying('The prompt is empty. Type what the picture should show.') },
    ],
    ['a prompt of blanks', recipe({ prompt: ' \n ' }), { code: 'bad-input', what: 'recipe.prompt' }],
    [
      'a prompt of 10,000 characters',
      recipe({ prompt: 'a'.repeat(10_000) }),
      { code: 'bad-input', what: 'recipe.prompt', message: saying('The prompt has at most 8000 characters.') },
    ],
    ['a long negative prompt', recipe({ negativePrompt: 'a'.repeat(10_000) }), { code: 'bad-input', what: 'recipe.negativePrompt' }],
    [
      'a size that is no multiple',
      recipe({ width: 65 }),
      { code: 'bad-input', what: 'recipe.width', message: saying('The width is a multiple of 8 from 16 to 4096.') },
    ],
    [
      'a size that the model cannot do',
      recipe({ height: 512 }),
      {
        code: 'model-cannot',
        what: 'recipe.height',
        message: saying('“tiny” cannot make 64×512 pixels. Each side is a multiple of 8 from 16 to 128.'),
      },
    ],
    [
      '0 steps',
      recipe({ steps: 0 }),
      { code: 'bad-input', what: 'recipe.steps', message: saying('The number of steps is a whole number from 1 to 1000.') },
    ],
    ['10,000 steps', recipe({ steps: 10_000 }), { code: 'bad-input', what: 'recipe.steps' }],
    ['half a step', recipe({ steps: 1.5 }), { code: 'bad-input', what: 'recipe.steps' }],
    [
      'a guidance of NaN',
      recipe({ guidance: { id: 'cfg@1', options: {}, scale: Number.NaN } }),
      { code: 'bad-input', what: 'recipe.guidance.scale', message: saying('The guidance scale is a number from 0 to 100.') },
    ],
    [
      'a guidance of NaN that went through JSON',
      recipe({ guidance: { id: 'cfg@1', options: {}, scale: null } }),
      { code: 'bad-input', what: 'recipe.guidance.scale' },
    ],
    [
      'an infinite guidance',
      recipe({ guidance: { id: 'cfg@1', options: {}, scale: Number.POSITIVE_INFINITY } }),
      { code: 'bad-input', what: 'recipe.guidance.scale' },
    ],
    ['a negative seed', recipe({ seed: -1 }), { code: 'bad-input', what: 'recipe.seed' }],
    [
      'an unknown sampler',
      recipe({ sampler: { id: 'euler@99', options: {} } }),
      { code: 'bad-input', what: 'recipe.sampler', message: saying('There is no sampler “euler@99”. There are: euler@1, heun@1.') },
    ],
    [
      'an unknown model',
      recipe({ model: { id: 'gone', name: 'gone', hash: null } }),
      { code: 'not-found', message: saying('There is no model “gone”. There are: tiny.') },
    ],
    ['a field that nobody knows', recipe({ sedd: 1 }), { code: 'bad-input' }],
    ['no recipe at all', null, { code: 'bad-input', what: 'recipe' }],
  ];
  it.each(cases)('%s', async (_, wrong, error) => {
    expect(await start(wrong)).toMatchObject(error);
    expect(await studio.call('jobs.list', null)).toEqual([]);
    expect(await studio.call('prompts.list', { search: '', limit: 10 })).toEqual([]);
  });

  it('more pictures than there may be, too', async () => {
    expect(await start(aRecipe(), 1001)).toMatchObject({
      what: 'count',
      message: saying('The number of pictures is a whole number from 1 to 1000.'),
    });
  });

  it('and after all of them a picture can be made', async () => {
    const [job] = await studio.call('jobs.start', { recipe: aRecipe(), count: 1 });
    const ended = await studio.until('job.changed', ({ id, endedAt }) => id === job && endedAt !== null);
    expect([ended.state, ended.error]).toEqual(['done', null]);
    expect(await studio.call('jobs.list', null)).toHaveLength(1);
  });
});
