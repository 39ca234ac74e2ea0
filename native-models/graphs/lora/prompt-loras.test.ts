import { expect, test } from 'vitest';
import { takeLoras } from './prompt-loras.ts';

test.each([
  ['a cat <lora:ink wash:0.8>', 'a cat ', [{ name: 'ink wash', scale: 0.8, textScale: 0.8 }]],
  [
    '<lora:a><lyco:b:-0.5:0.25> cat',
    ' cat',
    [
      { name: 'a', scale: 1, textScale: 1 },
      { name: 'b', scale: 0.25, textScale: -0.5 },
    ],
  ],
  ['<lora:a:te=0.2:unet=0.9>', '', [{ name: 'a', scale: 0.9, textScale: 0.2 }]],
  ['<lora:a:much>', '', [{ name: 'a', scale: 1, textScale: 1 }]],
  ['a < b, <lora:>, c', 'a < b, <lora:>, c', []],
])('%s', (prompt, text, loras) => expect(takeLoras(prompt)).toEqual({ prompt: text, loras }));
