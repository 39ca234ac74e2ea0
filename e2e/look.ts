// temporary
import { mkdtemp, rm, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { buildIfNeeded } from '../electron/tooling/build.ts';
import { chromiumArgs, findChromium } from '../electron/tooling/chromium.ts';
import { startStandIn } from '../electron/tooling/stand-in/app.ts';
const home = await mkdtemp(join(tmpdir(), 'look-'));
await mkdir('/tmp/look', { recursive: true });
await buildIfNeeded();
const browser = await chromium.launch({ executablePath: await findChromium(), args: [...chromiumArgs] });
const [w, h] = (process.env.SIZE ?? '1360x880').split('x').map(Number);
const app = await startStandIn({
  browser,
  context: { viewport: { width: w!, height: h! }, colorScheme: process.env.DARK ? 'dark' : 'light' },
  profile: join(home, 'profile.json'),
  env: { TINCTURE_HOME: home },
});
const { page } = app;
page.on('console', (m) => {
  if (m.type() === 'error') console.log('console:', m.text());
});
page.on('pageerror', (e) => console.log('pageerror:', e.message));
const form = page.getByRole('region', { name: 'Make a picture' });
const shot = async (name: string) => {
  await page.waitForTimeout(500);
  await page.screenshot({ path: `/tmp/look/${name}.png` });
};
const make = async (prompt: string) => {
  const strip = page.getByRole('group', { name: 'Newest pictures' }).getByRole('button');
  const before = await strip.count();
  await form.getByRole('textbox', { name: 'Prompt', exact: true }).fill(prompt);
  await form.getByRole('button', { name: /^Generate/ }).click();
  await page.waitForFunction((c) => document.querySelectorAll('[aria-label="Newest pictures"] button').length > c, before, {
    timeout: 60000,
  });
};
try {
  await page.getByRole('button', { name: 'Make this picture' }).waitFor({ timeout: 60000 });
  const rtl = () =>
    page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
  const { story } = await import(process.argv[2]!);
  await story({ page, form, shot, make, rtl, home });
} catch (e) {
  console.log('FAILED', e);
  await page.screenshot({ path: '/tmp/look/failed.png' });
}
await app.close();
await browser.close();
await rm(home, { recursive: true, force: true });
process.exit(0);
