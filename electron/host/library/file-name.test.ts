import { expect, it } from 'vitest';
import { dayOf, fileNameOf, runPieceOf, slugOf } from './file-name.ts';

it('a prompt becomes a name that every file system takes', () => {
  expect(slugOf('A red balloon, on a beach!')).toBe('a-red-balloon-on-a-beach');
  expect(slugOf('Crème brûlée à la plage')).toBe('creme-brulee-a-la-plage');
  for (const prompt of ['', '日本語', '🎈', '../../etc/passwd', 'CON', 'a'.repeat(8000), '   ', 'a\0b\nc', '--- ---', 'nul.']) {
    expect(slugOf(prompt)).toMatch(/^[a-z0-9][a-z0-9-]{0,59}$/);
    expect(slugOf(prompt)).not.toMatch(/^(con|nul)$|-$/);
  }
});

it('a picture is named by day, prompt, seed and a piece of the id of its run, which can be read back', () => {
  const time = new Date(2026, 10, 21, 23, 59).getTime();
  expect(dayOf(time)).toBe('2026-11-21');
  const name = fileNameOf({ prompt: 'a fish', seed: 7, time, run: '0f3c9a1e-0000' });
  expect(name).toBe('2026-11-21/a-fish-7-0f3c9a1e.png');
  expect(runPieceOf(name)).toBe('0f3c9a1e');
  expect(runPieceOf('2026-11-21/holiday.png')).toBeNull();
});
