import { expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

it.each([
  [
    '<p>Paints with <b>ink</b> on wet&nbsp;paper.<br/>Use 0.6 &amp; more.</p>\n<p class="x">More at <a href="https://example.com">our page</a></p>',
    'Paints with ink on wet paper.\nUse 0.6 & more.\nMore at our page',
  ],
  ['<ul><li>one</li><li>two</li></ul>', 'one\ntwo'],
  ['<p>Write <lora:ink:0.8> or a < b.</p>', 'Write <lora:ink:0.8> or a < b.'],
  [' Words alone, 3 < 4 &amp; so on,\nin two lines ', 'Words alone, 3 < 4 &amp; so on,\nin two lines'],
])('the words of %s', (written, words) => {
  expect(plainText(written)).toBe(words);
});
