// `npm run test:e2e`: builds what is out of date, finds or installs a Chromium, runs Playwright. Arguments go through.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildIfNeeded } from '../electron/tooling/build.ts';
import { findChromium } from '../electron/tooling/chromium.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
await buildIfNeeded();
const chromium = await findChromium();
const cli = fileURLToPath(import.meta.resolve('@playwright/test/cli'));
const child = spawn(process.execPath, [cli, 'test', '--config', 'e2e/playwright.config.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, TINCTURE_CHROMIUM: chromium },
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
