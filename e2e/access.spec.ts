import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { writeTinyLora } from '../electron/host/testing/tiny-files.ts';
import { expect, test } from './fixtures.ts';

const tinyClip = fileURLToPath(new URL('../native-models/clip/golden/split', import.meta.url));

/** What a person with a disability would stumble over, by axe-core's rules for WCAG 2.2 A and AA. */
const findings = async (page: Page): Promise<readonly string[]> => {
  // colours are measured where nothing fades
  await page.emulateMedia({ reducedMotion: 'reduce' });
  // one that fades away while it is measured has no colour of its own
  await expect(page.locator('.mantine-Notification-root')).toHaveCount(0, { timeout: 20_000 });
  // its usual way opens a page of its own beside ours, which an app's window does not have
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary ?? ''}`));
};

const screens = ['Studio', 'Library', 'Grids', 'History', 'Models', 'Devices', 'Settings'] as const;

/** Until the screen is the one that is shown: others stay on the page, unseen. */
const go = async (page: Page, name: (typeof screens)[number]): Promise<void> => {
  await page.getByRole('navigation').getByRole('button', { name, exact: true }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name === 'Studio' ? 'Make a picture' : name);
};

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any screen, ${colorScheme}`, async ({ desk: { page, generate, stage } }) => {
    await page.emulateMedia({ colorScheme });
    expect.soft(await findings(page), 'first start').toEqual([]);
    await generate.make('a red balloon on a beach', 2);
    await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
    expect.soft(await findings(page), 'a picture').toEqual([]);
    for (const name of screens) {
      await go(page, name);
      expect.soft(await findings(page), name).toEqual([]);
    }
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('dialog')).toBeVisible();
    expect.soft(await findings(page), 'palette').toEqual([]);
  });
}

test('axe finds nothing serious from right to left or in the export dialog, which gives the focus back', async ({
  desk: { page, generate, stage },
}) => {
  await generate.make('a red balloon on a beach', 2);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await page.evaluate("window.studio.invoke('settings.set', { language: 'ar' })");
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  expect.soft(await findings(page), 'studio').toEqual([]);
  const open = page.getByRole('region', { name: 'المنصّة' }).getByRole('button', { name: 'تصدير', exact: true });
  await open.click();
  await expect(page.getByRole('dialog').getByRole('radiogroup').first()).toBeVisible();
  expect.soft(await findings(page), 'export').toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(open).toBeFocused();
});

/** What opens over the studio by a key, with a picture in front; Escape closes it. */
const overlays: readonly (readonly [keys: string, what: string])[] = [
  ['g', 'new grid'],
  ['Shift+U', 'enlarge'],
  ['o', 'LoRAs'],
  ['b', 'branch'],
  ['t', 'presets'],
  ['h', 'earlier prompts'],
  ['Shift+F10', 'picture menu'],
];

test('axe finds nothing serious in what opens over a screen', async ({ studio, home }) => {
  test.setTimeout(180_000);
  writeTinyLora(join(home, 'models/Lora/inkwash.safetensors'), { ss_tag_frequency: '{"a":{"ink wash":9}}' });
  await cp(tinyClip, join(home, 'models/eyes'), { recursive: true });
  const { page, generate, stage, library } = await studio.open();
  for (const [index, prompt] of ['a red apple', 'a blue apple'].entries()) {
    await generate.make(prompt, 2);
    await expect(stage.strip).toHaveCount(index + 1, { timeout: 60_000 });
  }
  const look = async (what: string): Promise<void> => {
    expect.soft(await findings(page), what).toEqual([]);
  };
  const over = page.locator('[role=dialog]:visible, [role=menu]:visible');
  await stage.action('Vary').focus();
  for (const [keys, what] of overlays) {
    await page.keyboard.press(keys);
    await expect(over.first(), what).toBeVisible();
    await look(what);
    await page.keyboard.press('Escape');
    await expect(over, what).toHaveCount(0);
  }
  await page.keyboard.press('d');
  await expect(page.getByRole('slider', { name: 'σ of step 1', exact: true })).toBeVisible();
  await look('schedule and guidance');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+E');
  for (const name of ['Paint a mask', 'Extend']) {
    await generate.form.getByRole('button', { name }).press('Enter');
    await expect(page.getByRole('dialog')).toBeVisible();
    await look(name);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await page.getByRole('button', { name: 'Queue' }).press('Enter');
  await look('queue');
  await page.keyboard.press('Escape');

  await library.open();
  await library.picture('a red apple').click({ modifiers: ['Control'] });
  await library.picture('a blue apple').click({ modifiers: ['Control'] });
  await look('a selection');
  for (const [keys, what] of [
    ['n', 'tag'],
    ['j', 'collection'],
    ['Shift+A', 'ranking'],
  ] as const) {
    await page.keyboard.press(keys);
    await expect(page.getByRole('dialog'), what).toBeVisible();
    await look(what);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
  }
  await page.keyboard.press('k');
  for (const way of ['Wipe', 'Difference']) {
    await page.getByText(way, { exact: true }).click();
    await look(way);
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Y');
  await expect(page.getByRole('heading', { name: 'Near-duplicates', exact: true })).toBeVisible();
  await look('near-duplicates');
});

test('focus is always somewhere that can be seen, and a screen that was left is out of reach', async ({ desk: { page } }) => {
  const lost: string[] = [];
  const tree = await page.context().newCDPSession(page);
  // the second round finds all of them kept
  for (const name of [...screens, ...screens]) {
    await go(page, name);
    const { nodes } = await tree.send('Accessibility.getFullAXTree');
    const titles = nodes.filter(({ ignored, role, properties }) => {
      const level = properties?.find((property) => property.name === 'level')?.value.value as unknown;
      return !ignored && role?.value === 'heading' && level === 1;
    });
    expect(titles, `what a screen reader finds on ${name}`).toHaveLength(1);
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const { activeElement: element } = document;
        if (element === null || element === document.body) return null;
        // of a choice between several it is the words that are drawn, and marked
        const drawn = element instanceof HTMLInputElement && element.type === 'radio' ? (element.labels?.[0] ?? element) : element;
        const { width, height } = drawn.getBoundingClientRect();
        const { outlineStyle, boxShadow, borderColor } = getComputedStyle(drawn);
        return {
          what: element.outerHTML.slice(0, 120),
          seen: width > 0 && height > 0 && drawn.checkVisibility(),
          marked: outlineStyle !== 'none' || boxShadow !== 'none' || borderColor !== '',
        };
      });
      if (at !== null && (!at.seen || !at.marked)) lost.push(`${name}: ${at.what}`);
    }
  }
  expect(lost).toEqual([]);
});
