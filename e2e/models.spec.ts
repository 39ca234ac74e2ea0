import { fileURLToPath } from 'node:url';
import type { Locator, Page } from '@playwright/test';
import { filesOf, startTestHub, type TestHub } from '../electron/host/testing/hub-server.ts';
import { expect, test } from './fixtures.ts';

const starter = fileURLToPath(new URL('../assets/models/starter', import.meta.url));
const repository = 'ada/tiny-starter';

let hub: TestHub;
test.beforeEach(async () => {
  hub = await startTestHub();
  hub.repositories.set(repository, { files: filesOf(starter) });
});
test.afterEach(() => hub.close());

const go = (page: Page, name: string) => page.getByRole('navigation').getByRole('button', { name }).click();
const network = (page: Page): Locator => page.getByRole('region', { name: 'Network' });
const catalogue = async (page: Page): Promise<void> => {
  await go(page, 'Models');
  await page.getByRole('radiogroup', { name: 'Which models' }).getByText('Get models').click();
};
/** Points the studio to the hub of this test. */
const useMirror = async (page: Page): Promise<void> => {
  await go(page, 'Settings');
  await network(page).getByRole('textbox', { name: 'Where models come from' }).fill(hub.address);
  await page.keyboard.press('Enter');
};
const fetchOther = async (page: Page): Promise<void> => {
  const form = page.getByRole('form', { name: 'Another repository on the hub' });
  await form.getByRole('textbox', { name: 'Another repository on the hub' }).fill(repository);
  await form.getByRole('button', { name: 'Download' }).click();
};

test('a model is fetched from a mirror, paused, gone on with, and draws; the log has it all and was empty before', async ({
  desk: { page, generate, stage },
}) => {
  await useMirror(page);
  await expect(network(page).getByText('Nothing yet.')).toBeVisible();
  await catalogue(page);
  expect(hub.requests).toEqual([]);

  hub.mishap.next = (path, n) => (path === 'unet/model.onnx' && n === 1 ? { kind: 'slow', pause: 1_000 } : null);
  await fetchOther(page);
  const download = page.getByRole('article', { name: `Download ${repository}` });
  await expect(download.getByText(/a second.*unet\/model\.onnx/)).toBeVisible({ timeout: 60_000 });
  const share = async (): Promise<number> => Number(await download.getByRole('progressbar').getAttribute('aria-valuenow'));
  const before = await share();
  await expect.poll(share, { timeout: 60_000 }).toBeGreaterThan(before);
  await download.getByRole('button', { name: `Pause ${repository}` }).click();
  await expect(download.getByText('Paused')).toBeVisible();
  await download.getByRole('button', { name: `Go on with ${repository}` }).click();
  await expect(download.getByText('Done')).toBeVisible({ timeout: 60_000 });
  expect(hub.requests.some(({ headers }) => headers.range !== undefined)).toBe(true);

  await page.getByRole('radiogroup', { name: 'Which models' }).getByText('Installed').click();
  const card = page.getByRole('article').filter({ hasText: 'ada--tiny-starter' });
  await card.getByRole('button', { name: /^Use / }).click();
  await generate.make('a red balloon', 2);
  await expect(stage.picture('a red balloon')).toBeVisible({ timeout: 60_000 });

  await go(page, 'Models');
  await card.getByRole('button', { name: /^Remove / }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(card).toHaveCount(0);

  await go(page, 'Settings');
  const rows = network(page).getByRole('row');
  await expect(rows.filter({ hasText: `/${repository}/resolve/` }).first()).toBeVisible();
  await expect(rows.filter({ hasText: 'signature' })).toHaveCount(0);
  await network(page).getByRole('button', { name: 'Empty the list' }).click();
  await expect(network(page).getByText('Nothing yet.')).toBeVisible();
});

test('a licence is agreed to first, a gated model says what to do, and offline means offline', async ({ desk: { page } }) => {
  hub.repositories.set('stable-diffusion-v1-5/stable-diffusion-v1-5', {
    files: new Map([['v1-5-pruned-emaonly.safetensors', Buffer.alloc(2_000)]]),
    gate: 'closed',
  });
  await useMirror(page);
  await catalogue(page);
  await page.getByRole('textbox', { name: 'Search by name, family or licence' }).fill('stable diffusion 1.5');
  const offer = page.getByRole('article', { name: 'Stable Diffusion 1.5', exact: true });
  await offer.getByRole('button', { name: 'Download Stable Diffusion 1.5' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('CreativeML Open RAIL-M');
  await expect(dialog.getByRole('button', { name: 'Download' })).toBeDisabled();
  expect(hub.requests).toEqual([]);
  await dialog.getByRole('checkbox', { name: 'I have read it and agree' }).check();
  await dialog.getByRole('button', { name: 'Download' }).click();
  const download = page.getByRole('article', { name: 'Download Stable Diffusion 1.5' });
  await expect(download.getByRole('alert')).toContainText('accept its conditions');

  await download.getByRole('button', { name: 'Open Settings' }).click();
  await network(page).getByRole('textbox', { name: 'Access token' }).fill('hf_test-token');
  await network(page).getByRole('button', { name: 'Keep' }).click();
  await expect(network(page).getByText(/is in a file that only you can read|is in the system’s key store/)).toBeVisible();

  const offline = network(page).getByRole('switch', { name: 'Work offline' });
  await offline.focus();
  await page.keyboard.press('Space');
  await expect(offline).toBeChecked();
  const asked = hub.requests.length;
  await catalogue(page);
  await download.getByRole('button', { name: 'Go on with Stable Diffusion 1.5' }).click();
  await expect(download.getByRole('alert')).toContainText('The studio is offline');
  expect(hub.requests).toHaveLength(asked);
  await download.getByRole('button', { name: 'Cancel Stable Diffusion 1.5' }).click();
  await expect(download).toHaveCount(0);
});
