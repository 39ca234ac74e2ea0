import { expect, test } from './fixtures.ts';
import { chooseByKey } from './pages/menu.ts';

test('a picture is made, walked to, opened, liked and deleted without a mouse', async ({ desk: { generate, stage, library, page } }) => {
  await page.keyboard.press('p');
  await expect(generate.prompt).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('a white boat on the sea');
  await page.keyboard.press('Control+Enter');
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  // out of the field, to the pictures, where plain keys are commands
  await page.keyboard.press('Escape');
  await expect(stage.strip.first()).toBeFocused();
  await page.keyboard.press('F1');
  await expect(page.getByRole('textbox', { name: 'What would you like to do?' })).toBeFocused();
  await page.keyboard.type('vary');
  await page.keyboard.press('Enter');
  await expect(stage.strip).toHaveCount(2, { timeout: 60_000 });

  await page.keyboard.press('2');
  await expect(library.cells).toHaveCount(2);
  await page.keyboard.press('Control+f');
  await expect(library.search).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(library.cells.first().getByRole('button')).toBeFocused();
  await page.keyboard.press('Control+f');
  await expect(library.search).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(library.cells.first().getByRole('button')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(library.cells.nth(1).getByRole('button')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Back to the library' })).toBeFocused();
  await page.keyboard.press('f');
  await expect(page.getByRole('button', { name: 'Favourite', pressed: true })).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('button', { name: 'Favourite', pressed: false })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(library.cells.first().getByRole('button')).toBeFocused();
  await page.keyboard.press('Control+a');
  await expect(page.getByRole('toolbar', { name: '2 selected' })).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(page.getByText('The library is empty')).toBeVisible();
});

test('Escape leaves the prompt and throws nothing away; a key of its own cancels, from within the prompt too', async ({
  desk: { generate, stage, page },
}) => {
  await generate.make('a white cat', 2);
  await expect(stage.strip).toHaveCount(1, { timeout: 60_000 });
  await generate.make('a pink umbrella', 400);
  await expect(stage.progress).toBeVisible();
  await page.keyboard.press('d');
  await generate.prompt.focus();
  await page.keyboard.press('Escape');
  await expect(generate.prompt).not.toBeFocused();
  // what lies on top is closed only then
  await expect(page.getByRole('button', { name: 'Back to the picture' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Back to the picture' })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(stage.progress).toBeVisible();
  await page.keyboard.press('p');
  await expect(generate.prompt).toBeFocused();
  await page.keyboard.press('Control+.');
  await expect(stage.progress).toBeHidden();
});

test('the palette opens again as soon as it was closed', async ({ desk: { page } }) => {
  const box = page.getByRole('textbox', { name: 'What would you like to do?' });
  for (let time = 0; time < 5; time++) {
    await page.keyboard.press('Control+k');
    await expect(box).toBeFocused();
    await page.keyboard.press('Escape');
  }
  await expect(box).toBeHidden();
});

test('what is wrong takes the focus, and a dialog gives it back', async ({ desk: { page, generate, stage } }) => {
  await generate.prompt.fill('');
  await page.getByRole('navigation').getByRole('button', { name: 'Studio' }).focus();
  await page.keyboard.press('g');
  await expect(generate.prompt).toBeFocused();
  await generate.make('a red balloon on a beach', 2);
  await expect(stage.picture('a red balloon on a beach')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Shift+E');
  const paint = generate.form.getByRole('button', { name: 'Paint a mask' });
  await paint.press('Enter');
  const canvas = page.getByLabel('Mask over the picture');
  await expect(canvas).toBeFocused();
  await page.keyboard.press('Space');
  await page.getByRole('button', { name: 'Use this mask' }).press('Enter');
  await expect(generate.form.getByRole('button', { name: 'Change the mask' })).toBeFocused();
  await stage.action('Vary').focus();
  await page.keyboard.press('Shift+F10');
  await chooseByKey(page.getByRole('menu', { name: 'What to do with this picture' }), /Branch from a step/);
  await expect(page.getByRole('dialog', { name: 'Branch from a step' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(stage.action('Vary')).toBeFocused();
});

test('where the system asks for no movement nothing moves, and every dialog, menu and message comes and goes by key', async ({
  desk: { page, generate, stage, library },
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() => {
    const moved: string[] = [];
    for (const kind of ['transitionrun', 'animationstart'] as const)
      addEventListener(kind, (event) => {
        const what = event instanceof TransitionEvent ? event.propertyName : event.animationName;
        if (what !== 'pulse' && event.target instanceof Element) moved.push(`${kind} ${what} of ${event.target.outerHTML.slice(0, 120)}`);
      });
    Object.assign(globalThis, { moved });
  });
  for (const [index, prompt] of ['a red apple', 'a blue apple'].entries()) {
    await generate.make(prompt, 2);
    await expect(stage.strip).toHaveCount(index + 1, { timeout: 60_000 });
  }
  const over = page.locator('[role=dialog]:visible, [role=menu]:visible');
  await stage.action('Vary').focus();
  // the menu first: its place has not been anywhere yet
  for (const keys of ['Shift+F10', 'g', 'Shift+U', 'b', 't', 'h', 'Shift+F10', 'Control+k']) {
    await page.keyboard.press(keys);
    await expect(over.first(), keys).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(over, keys).toHaveCount(0);
    await expect(stage.action('Vary'), keys).toBeFocused();
  }
  await library.open();
  await library.picture('a red apple').press('Enter');
  await page.keyboard.press('Escape');
  await expect(library.picture('a red apple')).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(library.cells).toHaveCount(1);
  await page.getByRole('alert').getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(library.cells).toHaveCount(2);
  expect(await page.evaluate(() => (globalThis as unknown as { moved: readonly string[] }).moved)).toEqual([]);
});

test('a mask is drawn with the lasso by keys, corner by corner, and Escape gives up the outline alone', async ({
  desk: { page, generate, stage },
}) => {
  await generate.make('a red balloon on a beach', 2);
  await expect(stage.picture('a red balloon on a beach')).toBeVisible({ timeout: 60_000 });
  await page.keyboard.press('Shift+E');
  await generate.form.getByRole('button', { name: 'Paint a mask' }).press('Enter');
  const canvas = page.getByLabel('Mask over the picture');
  await expect(canvas).toBeFocused();
  const painted = () =>
    canvas.evaluate((board) => {
      if (!(board instanceof HTMLCanvasElement)) throw new Error('the mask is no canvas');
      const { data } = board.getContext('2d')!.getImageData(0, 0, board.width, board.height);
      return data.filter((value, i) => i % 4 === 3 && value > 127).length / (board.width * board.height);
    });
  await page.keyboard.press('l');
  await page.keyboard.press('Space');
  await page.keyboard.press('Escape');
  await expect(canvas).toBeVisible();
  // a square of four tenths a side
  for (const [key, times] of [
    ['ArrowRight', 4],
    ['ArrowDown', 4],
    ['ArrowLeft', 4],
  ] as const) {
    await page.keyboard.press('Space');
    for (let i = 0; i < times; i++) await page.keyboard.press(`Shift+${key}`);
  }
  await page.keyboard.press('Space');
  await page.keyboard.press('Enter');
  await expect.poll(painted).toBeGreaterThan(0.14);
  expect(await painted()).toBeLessThan(0.18);
  await page.keyboard.press('Control+z');
  await expect.poll(painted).toBe(0);
  await page.keyboard.press('Escape');
  await expect(canvas).toBeHidden();
});

test('nothing behind a dialog takes keys, and all of a comparison are not all of the library', async ({
  desk: { page, generate, stage, library },
}) => {
  for (const [index, prompt] of ['a red apple', 'a blue apple', 'a green apple'].entries()) {
    await generate.make(prompt, 2);
    await expect(stage.strip).toHaveCount(index + 1, { timeout: 60_000 });
  }
  await library.open();
  await library.picture('a blue apple').focus();
  await page.keyboard.press('n');
  const dialog = page.getByRole('dialog', { name: 'Add a tag' });
  await expect(dialog.getByRole('combobox')).toBeFocused();
  // whatever took the focus from it
  await page.evaluate(() => document.activeElement instanceof HTMLElement && document.activeElement.blur());
  await page.keyboard.press('e');
  await page.keyboard.press('Delete');
  await expect(dialog).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(library.cells).toHaveCount(3);

  await library.picture('a blue apple').click({ modifiers: ['Control'] });
  await library.picture('a red apple').click({ modifiers: ['Control'] });
  await page.keyboard.press('k');
  await expect(page.getByRole('region', { name: 'Comparison' })).toBeVisible();
  await page.keyboard.press('Control+a');
  expect(await page.evaluate(() => getSelection()?.toString())).toBe('');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('toolbar', { name: '2 selected' })).toBeVisible();
  await page.keyboard.press('4');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Undo' })).toBeHidden();
});
