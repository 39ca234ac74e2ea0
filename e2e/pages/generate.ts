import { expect, type Locator, type Page } from '@playwright/test';

/** The form. */
export class GeneratePage {
  readonly form: Locator;
  readonly prompt: Locator;
  readonly submit: Locator;
  readonly cancel: Locator;
  constructor(page: Page) {
    this.form = page.getByRole('region', { name: 'Make a picture' });
    this.prompt = this.form.getByRole('textbox', { name: 'Prompt', exact: true });
    this.submit = this.form.getByRole('button', { name: /^Generate/ });
    this.cancel = this.form.getByRole('button', { name: 'Cancel' });
  }
  /** The form has taken the model's own settings. */
  async ready(): Promise<void> {
    await expect(this.form.getByRole('combobox', { name: 'Model' })).not.toHaveValue('');
  }
  field(name: string): Locator {
    return this.form.getByRole('textbox', { name, exact: true });
  }
  async more(): Promise<void> {
    await this.form.getByRole('button', { name: 'More settings' }).click();
  }
  /** Asks for a picture with few steps, so that specs stay quick. */
  async make(prompt: string, steps: number): Promise<void> {
    await this.prompt.fill(prompt);
    if (!(await this.field('Steps').isVisible())) await this.more();
    await this.field('Steps').fill(String(steps));
    await this.submit.click();
  }
}
