import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it, vi } from 'vitest';

// a process starts here, and the machine may be busy
vi.setConfig({ testTimeout: 60_000 });

it('the young generation grows before and after, not while pictures go out, also when two exports overlap', () => {
  const script = `
    import { getHeapSpaceStatistics } from 'node:v8';
    import { withLeanHeap } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'lean-heap.ts')).href)};
    const size = () => getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space').space_size;
    // what survives its first collections makes the young generation grow
    const fill = () => {
      const kept = [];
      for (let n = 0; n < 400_000; n++) kept[n % 50_000] = { n, text: [n, n, n] };
      return kept.length;
    };
    let end;
    const first = withLeanHeap(() => new Promise((resolve) => { end = resolve; }));
    await withLeanHeap(async () => fill());
    fill();
    const lean = size();
    end();
    await first;
    fill();
    console.log(JSON.stringify([lean, size()]));
  `;
  const [lean = NaN, usual = NaN] = JSON.parse(
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' }),
  ) as number[];
  // 2 MiB as a rule; a start on a busy machine may have let it grow once or twice before, and it grows to 32 MiB and more
  expect(lean).toBeLessThanOrEqual(8 * 2 ** 20);
  expect(usual).toBeGreaterThan(2 * lean);
});
