import { expect, it } from 'vitest';
import { nothingKnown } from '../../electron/contract/origin.ts';
import { model } from '../test/fake-data.ts';
import { draftOfKnown } from './known-fields.ts';

it('what a file does not say stays as it is in the form', () => {
  expect(draftOfKnown({ ...nothingKnown, prompt: 'a fox', steps: 20, guidance: 7 }, [model])).toEqual({
    draft: { prompt: 'a fox', steps: 20, scale: 7 },
    missingModel: null,
  });
});

it('a seed is kept, and a model is known by its name or by its hash', () => {
  const take = (name: string, hash: string | null) =>
    draftOfKnown({ ...nothingKnown, seed: 3, model: { name, hash } }, [{ ...model, hash: 'abcdef0123456789' }]);
  const taken = { draft: { model: model.id, seed: 3, keepSeed: true }, missingModel: null };
  expect(take(model.name.toUpperCase(), null)).toEqual(taken);
  expect(take('renamed', 'abcdef0123')).toEqual(taken);
  expect(take('another', 'abc')).toEqual({ draft: { seed: 3, keepSeed: true }, missingModel: 'another' });
});

it('LoRAs that are here go into the form; where none is told, the form’s own stay', () => {
  const ink = { name: 'ink', hash: 'ab'.repeat(32), weight: 0.8, textWeight: null };
  expect(draftOfKnown({ ...nothingKnown, loras: [ink] }, []).draft).toEqual({ loras: [ink] });
  expect(draftOfKnown({ ...nothingKnown, steps: 3 }, []).draft).toEqual({ steps: 3 });
});
