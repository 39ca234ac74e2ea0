import type { Locator, Page } from '@playwright/test';

/** The picture in front, or in the making, and the strip of the newest below it. */
export class StagePage {
  readonly stage: Locator;
  readonly progress: Locator;
  readonly preview: Locator;
  readonly strip: Locator;
  readonly recipe: Locator;
  constructor(page: Page) {
    this.stage = page.getByRole('region', { name: 'Stage' });
    this.progress = this.stage.getByRole('progressbar');
    this.preview = this.stage.getByRole('img', { name: 'Preview of the picture in the making' });
    this.strip = page.getByRole('group', { name: 'Newest pictures' }).getByRole('button');
    this.recipe = this.stage.getByRole('complementary', { name: 'Recipe' });
  }
  picture(prompt: string): Locator {
    return this.stage.getByRole('img', { name: prompt, exact: true });
  }
  action(name: string): Locator {
    return this.stage.getByRole('button', { name, exact: true });
  }
  fact(name: string): Locator {
    return this.recipe
      .locator('div')
      .filter({ has: this.recipe.page().locator('dt', { hasText: new RegExp(`^${name}$`) }) })
      .locator('dd');
  }
}

/** The picture has arrived and is one. */
export const naturalWidth = (picture: Locator): Promise<number> => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth);

/** A screenshot of it without what lies over it. */
export const shotOf = (picture: Locator): Promise<Buffer> =>
  picture.screenshot({ style: '* { visibility: hidden !important } img { visibility: visible !important }' });
