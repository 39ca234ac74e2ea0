import { expect, test } from './fixtures.ts';

test('the page can call what the contract names, and nothing else', async ({ desk: { page } }) => {
  const answers = await page.evaluate(async () => {
    const { studio } = window as unknown as { studio: { invoke: (name: string, input: unknown) => Promise<unknown> } };
    const fate = (promise: Promise<unknown>) =>
      promise.then(
        (value) => value,
        (error: unknown) => String(error),
      );
    return {
      known: Object.keys(studio).toSorted(),
      node: typeof (globalThis as { process?: unknown }).process,
      unknown: await fate(studio.invoke('files.read', '/etc/passwd')),
      wrong: await fate(studio.invoke('jobs.cancel', '../../etc/passwd')),
    };
  });
  expect(answers.known).toEqual(['imageUrl', 'invoke', 'kind', 'modelImageUrl', 'previewUrl', 'sourceUrl', 'subscribe']);
  expect(answers.node).toBe('undefined');
  expect(answers.unknown).toContain('there is no call files.read');
  expect(answers.wrong).toMatchObject({ ok: false, error: { code: 'bad-input' } });
});

test('no script of others, no foreign address, no window of its own', async ({ desk: { page } }) => {
  const before = page.url();
  const outcome = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'window.ranInline = true';
    document.body.append(script);
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'refused',
    );
    window.open('https://example.com/');
    return { inline: 'ranInline' in window, fetched };
  });
  expect(outcome).toEqual({ inline: false, fetched: 'refused' });
  await page.evaluate(() => {
    window.location.href = 'https://example.com/';
  });
  await page.waitForTimeout(300);
  expect(page.url()).toBe(before);
  await expect(page.getByRole('navigation', { name: 'Places' })).toBeVisible();
});

test('pictures come by id, never by path', async ({ desk: { page } }) => {
  const loads = await page.evaluate(async () => {
    const { studio } = window as unknown as { studio: { imageUrl: (id: string, size: string) => string } };
    const load = (address: string) =>
      new Promise<boolean>((resolve) => {
        const image = new Image();
        image.onload = () => resolve(true);
        image.onerror = () => resolve(false);
        image.src = address;
      });
    return Promise.all(
      ['../../../etc/passwd', '%2e%2e%2fsettings.json', '00000000-0000-4000-8000-000000000000'].map((id) =>
        load(studio.imageUrl(id, 'full')),
      ),
    );
  });
  expect(loads).toEqual([false, false, false]);
});
