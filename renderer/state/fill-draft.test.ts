import { expect, it } from 'vitest';
import { model } from '../test/fake-data.ts';
import { lackingIn } from './fill-draft.ts';

it('gives an untouched form the model and an example, and an emptied prompt nothing', () => {
  expect(lackingIn({ model: null, prompt: '' }, [model], [], 'en')).toMatchObject({ model: model.id, prompt: model.examples[0] });
  expect(lackingIn({ model: model.id, prompt: '' }, [model], [], 'en')).toEqual({});
});
