import { defineConfig } from '@playwright/test';
import { chromiumArgs } from '../electron/tooling/chromium.ts';

const executablePath = process.env['TINCTURE_CHROMIUM'];

export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  // One studio at a time: they share two cores and one queue lock each.
  workers: 1,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: 'list',
  use: {
    ...(executablePath === undefined ? {} : { launchOptions: { executablePath, args: [...chromiumArgs] } }),
    viewport: { width: 1360, height: 880 },
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
  },
});
