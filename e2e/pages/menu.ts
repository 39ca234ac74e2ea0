import { expect, type Locator } from '@playwright/test';

/** Chooses from an open menu by keyboard. A menu takes the focus to its first item a moment after it is there: what has it before that loses it. */
export const chooseByKey = async (menu: Locator, name: string | RegExp): Promise<void> => {
  await expect(menu.getByRole('menuitem').first()).toBeFocused();
  await menu.getByRole('menuitem', { name }).press('Enter');
};
