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

/** Its pixels as a data URL: a screenshot would hold what lies over it, too. */
export const pixelsOf = (picture: Locator): Promise<string> =>
  picture.evaluate(async (element) => {
    const image = element as HTMLImageElement;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight });
    canvas.getContext('2d')!.drawImage(image, 0, 0);
    return canvas.toDataURL();
  });
