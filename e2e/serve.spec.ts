import { type Served, serve } from './drivers/serve.ts';
import { deskOf, expect, test } from './fixtures.ts';
import { naturalWidth } from './pages/stage.ts';

let served: Served;
test.beforeEach(async ({ home }) => {
  served = await serve(home);
});
test.afterEach(async () => {
  await served.close();
});

test('the printed address opens the same studio, and makes pictures in it', async ({ page }) => {
  await page.goto(served.url);
  await expect(page).not.toHaveURL(/token/);
  const { generate, stage, library } = deskOf(page);
  await generate.ready();
  await generate.make('a red balloon on a beach', 4);
  await expect(stage.progress).toBeVisible();
  const picture = stage.picture('a red balloon on a beach');
  await expect(picture).toBeVisible({ timeout: 60_000 });
  await expect.poll(() => naturalWidth(picture)).toBe(256);
  await expect(stage.action('Show in folder')).toBeHidden();

  await page.reload();
  await expect(picture).toBeVisible();
  await library.open();
  await expect(library.picture('a red balloon on a beach')).toBeVisible();
});

test('two windows see the same queue and the same pictures', async ({ page, context }) => {
  await page.goto(served.url);
  const other = await context.newPage();
  await other.goto(new URL('/', served.url).href);
  const [here, there] = [deskOf(page), deskOf(other)];
  await there.generate.ready();
  await here.generate.ready();
  await here.generate.make('a yellow house', 4);
  await expect(there.stage.picture('a yellow house')).toBeVisible({ timeout: 60_000 });
  await expect(here.stage.strip).toHaveCount(1);
  await expect(there.stage.strip).toHaveCount(1);
});

test('without the token there is no studio', async ({ page, request }) => {
  const { origin } = new URL(served.url);
  const answer = await page.goto(`${origin}/`);
  expect(answer?.status()).toBe(401);
  const call = await request.post(`${origin}/call/images.ids`, { data: {} });
  expect(call.status()).toBe(401);
  const wrong = await page.goto(`${origin}/?token=wrong`);
  expect(wrong?.status()).toBe(401);
});

test('a call from another site is refused, token or not', async ({ request }) => {
  const { origin, searchParams } = new URL(served.url);
  const call = await request.post(`${origin}/call/jobs.list`, {
    data: 'null',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${searchParams.get('token')}`, origin: 'https://example.com' },
  });
  expect(call.status()).toBe(403);
});
