import fc from 'fast-check';
import { limits, type Piece, Recipe } from '../../contract/recipe.ts';
import { aRecipe } from '../../contract/examples.ts';

/** Any UTF-16 but NUL: halves of surrogate pairs and controls too, and what breaks XML, JSON, Exif and PNG text in particular. */
const unit = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      '\n',
      '\r',
      '\r\n',
      '\t',
      '"',
      "'",
      '\\',
      '<',
      '>',
      '&',
      ']]>',
      '&amp;',
      '\u202e',
      '\u200f',
      'م',
      '👩‍👩‍👧',
      ': ',
      ', ',
      '\ufeff',
    ),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 0xffff }).map((code) => String.fromCharCode(code)) },
);
const words = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.array(unit, { maxLength: 60 }).map((units) => units.join('').slice(0, maxLength)) },
    // up to the limit, in characters of the greatest length
    { weight: 1, arbitrary: unit.map((one) => one.repeat(maxLength).slice(0, maxLength)) },
  );
const number = fc.double({ min: 0, max: 100, noNaN: true });
const piece: fc.Arbitrary<Piece> = fc.record({
  id: fc.constantFrom('euler@1', 'dpmpp-2m-sde@1', 'karras@1', 'unheard-of@12'),
  options: fc.dictionary(
    fc.constantFrom('eta', 'secondOrder', 'sigmas'),
    fc.oneof(number, words(20), fc.boolean(), fc.constant(null), fc.array(number, { maxLength: 4 })),
  ),
});
const side = fc.integer({ min: 2, max: limits.side / 8 }).map((eighths) => eighths * 8);
const hash = fc.stringMatching(/^[0-9a-f]{64}$/);
const weight = fc.double({ min: -limits.loraWeight, max: limits.loraWeight, noNaN: true });
const part = fc.record({ name: words(40).map((name) => `n${name}`), hash: fc.option(hash) });
const model = fc.record({ id: fc.string({ minLength: 1 }), name: words(40), hash: fc.option(hash) });

/** A random recipe that the contract takes, JSON's −0 left out. */
export const anyRecipe: fc.Arbitrary<Recipe> = fc
  .record({
    prompt: words(limits.prompt),
    negativePrompt: words(limits.prompt),
    promptSyntax: piece,
    model,
    width: side,
    height: side,
    seed: fc.maxSafeNat(),
    steps: fc.integer({ min: 1, max: limits.steps }),
    sampler: piece,
    schedule: piece,
    guidance: fc.record({ id: fc.constant('cfg@1'), options: fc.constant({}), scale: number, weak: fc.option(model) }),
    source: fc.option(fc.record({ image: hash, strength: fc.double({ min: 0, max: 1, noNaN: true }), mask: fc.option(hash) })),
    hires: fc.option(
      fc.record({
        width: side,
        height: side,
        strength: fc.double({ min: 0, max: 1, noNaN: true }),
        steps: fc.integer({ min: 1, max: limits.steps }),
        enlarge: fc.constantFrom('latent', 'pixels'),
      }),
    ),
    components: fc.record({ vae: fc.option(part), textEncoders: fc.option(part) }),
    predicts: fc.option(fc.constantFrom('epsilon', 'v_prediction', 'sample')),
    loras: fc.array(
      part.chain((named) =>
        fc.record({ name: fc.constant(named.name), hash: fc.constant(named.hash), weight, textWeight: fc.option(weight) }),
      ),
      { maxLength: 3 },
    ),
    lineage: fc.option(fc.record({ parent: hash, how: fc.constantFrom('again', 'vary', 'second-pass', 'enlarged') })),
    made: fc.option(
      fc.record({
        engine: words(20),
        provider: words(20),
        fellBack: fc.array(
          fc.record({ from: fc.constantFrom('cuda', 'webgpu'), why: fc.constantFrom('wrong', 'refused'), detail: fc.option(words(20)) }),
          { maxLength: 2 },
        ),
      }),
    ),
  })
  .map((fields) => Recipe.parse(JSON.parse(JSON.stringify({ ...aRecipe(), ...fields }))));
