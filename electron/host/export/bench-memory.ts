/** One export in a process of its own: `bench.ts` runs it with a root, a side and a count, and reads how many bytes are in use at its last picture. */
import '../thread-pool.ts';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { exportAll, recordOf } from './bench-library.ts';

const [root = '', side = '', total = ''] = process.argv.slice(2);
const count = Number(total);
const to = join(root, `memory-${total}`);
let used = 0;
// records are made when they are asked for, so that the bench keeps none of them
const imageOf = (n: number) => {
  if (n === count - 1) {
    globalThis.gc?.();
    const { heapUsed, external } = process.memoryUsage();
    used = heapUsed + external;
  }
  return recordOf(n, `memory-${n % 8}.png`, Number(side));
};
await exportAll({ root, count, imageOf }, 'jpeg', to);
console.log(used, process.resourceUsage().maxRSS * 1024);
rmSync(to, { recursive: true, force: true });
