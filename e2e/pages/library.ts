import type { Locator, Page } from '@playwright/test';

/** Every picture. */
export class LibraryPage {
  readonly cells: Locator;
  readonly search: Locator;
  /** Of the picture that is open. */
  readonly recipe: Locator;
  private readonly page: Page;
  constructor(page: Page) {
    this.page = page;
    this.cells = page.getByRole('grid', { name: 'Pictures' }).getByRole('gridcell');
    this.recipe = page.getByRole('region', { name: 'Library' }).getByRole('complementary', { name: 'Recipe' });
    this.search = page.getByRole('textbox', { name: 'Search the library' });
  }
  async open(): Promise<void> {
    await this.page.getByRole('navigation').getByRole('button', { name: 'Library' }).click();
  }
  picture(prompt: string): Locator {
    return this.cells.getByRole('button', { name: prompt, exact: true });
  }
  /** A part of the panel beside the grid, by its heading. */
  facet(name: string): Locator {
    return this.page.getByRole('complementary', { name: 'Filters' }).getByRole('region', { name, exact: true });
  }
}
