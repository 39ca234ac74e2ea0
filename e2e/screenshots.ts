// `node e2e/screenshots.ts`: the pictures of the README, from the real studio with real pictures, into assets/screenshots/.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright';
import type { Change } from '../electron/contract/order.ts';
import { buildIfNeeded } from '../electron/tooling/build.ts';
import { chromiumArgs, findChromium } from '../electron/tooling/chromium.ts';
import { startStandIn } from '../electron/tooling/stand-in/app.ts';

const folder = fileURLToPath(new URL('../assets/screenshots/', import.meta.url));
/** For one picture of whatever built-in model, on a machine with other things to do. */
const patience = { timeout: 180_000 };

const prompts = [
  'a green tree in the forest',
  'a penguin on the snow',
  'a yellow star in the night',
  'a pink umbrella on the beach',
  'a white boat on the sea',
  'a house in the forest',
  'a yellow fish on the sea',
  'a green frog on the meadow',
  'a crown on the beach',
  'an orange dog on the snow',
  'a rocket in the night',
  'a pink house at sunset',
  'a purple tree in the desert',
  'a blue robot on the meadow',
  'a cat on the snow',
  'a red apple on the beach',
  'a ghost in the night',
  'a red guitar at sunset',
  'a red balloon on a beach',
];

const form = (page: Page) => page.getByRole('region', { name: 'Make a picture' });
const go = (page: Page, name: string) => page.getByRole('navigation').getByRole('button', { name }).click();

/** How many pictures there are; the strip holds only those in sight. */
const counted = "window.studio.invoke('images.ids', { text: '', sort: 'newest' }).then(({ value }) => value.count)";

const make = async (page: Page, prompt: string): Promise<void> => {
  const before = Number(await page.evaluate(counted));
  await form(page).getByRole('textbox', { name: 'Prompt', exact: true }).fill(prompt);
  await form(page)
    .getByRole('button', { name: /^Generate/ })
    .click();
  for (const until = Date.now() + patience.timeout; Number(await page.evaluate(counted)) <= before; await page.waitForTimeout(100))
    if (Date.now() > until) throw new Error(`there is still no picture of “${prompt}”`);
};

/** Puts the pictures of the library in order as somebody would who has had them for a while; 0 is the newest. */
const put = (page: Page, change: Change, places: readonly number[]): Promise<unknown> =>
  page.evaluate(`(async () => {
    const { value } = await window.studio.invoke('images.ids', { text: '', sort: 'newest' });
    const ids = value.sections.flatMap(({ ids }) => ids.match(/.{36}/g));
    await window.studio.invoke('images.change', { of: { ids: ${JSON.stringify(places)}.map((place) => ids[place]) }, change: ${JSON.stringify(change)} });
  })()`);

/** Lets images decode and transitions end. */
const settle = (page: Page) => page.waitForTimeout(700);

const shoot = async (page: Page, name: string, colorScheme: 'light' | 'dark'): Promise<void> => {
  await page.emulateMedia({ colorScheme });
  await page.mouse.move(0, 0);
  await settle(page);
  await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`) });
};

const home = await mkdtemp(join(tmpdir(), 'tincture-screenshots-'));
await mkdir(folder, { recursive: true });
await buildIfNeeded();
const browser = await chromium.launch({ executablePath: await findChromium(), args: [...chromiumArgs] });
const app = await startStandIn({
  browser,
  args: [],
  context: { viewport: { width: 1360, height: 880 } },
  profile: join(home, 'profile.json'),
  env: { TINCTURE_HOME: home },
});
const { page } = app;

await page.getByText(/Press Generate/).waitFor(patience);
// A typed seed is kept: the same pictures every time.
await form(page).getByRole('textbox', { name: 'Seed', exact: true }).fill('7');
for (const prompt of prompts) await make(page, prompt);
await shoot(page, 'studio', 'dark');
await put(page, { kind: 'rating', rating: 5 }, [0, 5, 9, 13]);
await put(page, { kind: 'rating', rating: 4 }, [2, 6, 11, 16]);
await put(page, { kind: 'favourite', favourite: true }, [0, 5, 6, 12]);
await put(page, { kind: 'addTag', tag: 'seaside' }, [0, 3, 8, 12, 15]);
await put(page, { kind: 'addTag', tag: 'winter' }, [4, 9, 17]);
await put(page, { kind: 'addTag', tag: 'night' }, [2, 7, 16]);
await put(page, { kind: 'addToCollection', collection: 'Postcards' }, [0, 1, 5, 7, 12]);
await go(page, 'Library');
await shoot(page, 'library', 'light');
await go(page, 'Studio');
await page.getByRole('button', { name: 'More settings' }).click();
await page.getByRole('button', { name: 'Draw schedule and guidance' }).click();
await page.getByRole('slider', { name: 'σ of step 6', exact: true }).focus();
await shoot(page, 'curve', 'dark');
await page.keyboard.press('Escape');
await page.getByRole('button', { name: 'Fewer settings' }).click();
await page.keyboard.press('Shift+E');
await form(page).getByRole('button', { name: 'Paint a mask' }).click();
const canvas = page.getByLabel('Mask over the picture');
const board = await canvas.boundingBox();
if (board === null) throw new Error('the mask editor has no canvas');
// a lasso around the balloon
await page.keyboard.press('l');
const turn = (i: number): readonly [number, number] => [
  board.x + board.width * (0.5 + 0.24 * Math.cos(i / 6)),
  board.y + board.height * (0.48 + 0.34 * Math.sin(i / 6)),
];
await page.mouse.move(...turn(0));
await page.mouse.down();
for (let i = 1; i <= 38; i++) await page.mouse.move(...turn(i));
await page.mouse.up();
await page.waitForTimeout(3_000);
await shoot(page, 'mask', 'light');
await page.keyboard.press('Escape');
await form(page).getByRole('button', { name: 'Start from noise again' }).click();
await page.getByRole('button', { name: 'More settings' }).click();
await form(page).getByRole('textbox', { name: 'Steps', exact: true }).fill('200');
await form(page)
  .getByRole('button', { name: /^Generate/ })
  .click();
await page.getByRole('img', { name: 'Preview of the picture in the making' }).waitFor(patience);
// until there is something to see
await page.waitForFunction(() => Number(document.querySelector('[role=progressbar]')?.ariaValueNow) > 10, null, patience);
await shoot(page, 'making', 'light');
await form(page).getByRole('button', { name: 'Cancel' }).click();
await page.getByRole('button', { name: 'Fewer settings' }).click();
await page.evaluate("window.studio.invoke('settings.set', { language: 'ar' })");
await page.waitForFunction(() => document.dir === 'rtl', null, patience);
await shoot(page, 'arabic', 'dark');

await app.close();
await browser.close();
await rm(home, { recursive: true, force: true });
