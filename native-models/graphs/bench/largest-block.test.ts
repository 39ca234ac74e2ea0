import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { largestBlock } from './largest-block.ts';

test('the largest block is memory that was asked for: no mapped file, no reserved address space', async () => {
  const log = join(mkdtempSync(join(tmpdir(), 'strace-')), 'log');
  writeFileSync(
    log,
    [
      '7 mmap(NULL, 1719125376, PROT_READ, MAP_SHARED, 22, 0) = 0x7f0000000000',
      '7 mmap(NULL, 274877906944, PROT_NONE, MAP_PRIVATE|MAP_ANONYMOUS|MAP_NORESERVE, -1, 0) = 0x7e0000000000',
      '8 mmap(NULL, 176951296, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0 <unfinished ...>',
      '7 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0) = 0x7f0000001000',
    ].join('\n'),
  );
  expect(await largestBlock(log)).toBe(176_951_296);
});
