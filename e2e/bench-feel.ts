// `npm run bench:feel [-- --check]`: the figures of `feel` and `scroll`, with the machine. With --check it exits with 1 where one misses its target.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const child = spawn(process.execPath, [fileURLToPath(new URL('run.ts', import.meta.url)), 'feel.spec', 'scroll.spec'], {
  stdio: 'inherit',
  env: { ...process.env, TINCTURE_FEEL: values.check ? 'check' : 'print' },
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
