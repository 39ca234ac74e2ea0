import { expect, test } from './fixtures.ts';

test('a prompt is asked for, and refused where it is too long', async ({ desk: { generate, page } }) => {
  await generate.prompt.fill('');
  await generate.submit.click();
  await expect(generate.form.getByText('Write what the picture should show.')).toBeVisible();
  await expect(generate.prompt).toHaveAttribute('aria-invalid', 'true');
  await generate.prompt.fill('a fish');
  await expect(generate.form.getByText('Write what the picture should show.')).toBeHidden();

  await generate.prompt.fill('a red balloon '.repeat(715).slice(0, 10_000));
  await generate.submit.click();
  await expect(generate.form.getByText('Prompt has 10,000 characters; at most 8000 fit.')).toBeVisible();
  await expect(page.getByRole('button', { name: /in the queue$/ })).toBeHidden();
});

test('a size that the model cannot make is named with those it can', async ({ desk: { generate } }) => {
  await generate.field('Width').fill('77');
  await generate.submit.click();
  await expect(generate.field('Width')).toHaveAttribute('aria-invalid', 'true');
  await expect(
    generate.form.getByText(/^(Width for .+ is a multiple of \d+ from \d+ to \d+\.|.+ makes only these sizes: .+)$/),
  ).toBeVisible();
});

test('steps and guidance that are none are refused, also out of the fold; then a right entry runs', async ({
  desk: { generate, stage },
}) => {
  await generate.more();
  for (const steps of ['0', '10000', '']) {
    await generate.field('Steps').fill(steps);
    await generate.form.getByRole('button', { name: 'Fewer settings' }).click();
    await generate.submit.click();
    await expect(generate.form.getByText('Steps is a whole number from 1 to 1000.')).toBeVisible();
  }
  await generate.field('Guidance').fill('');
  await generate.submit.click();
  await expect(generate.form.getByText('Guidance is a number from 0 to 100.')).toBeVisible();
  await generate.field('Guidance').fill('4');

  await generate.make('a red balloon', 3);
  await expect(stage.picture('a red balloon')).toBeVisible({ timeout: 60_000 });
  await expect(stage.strip).toHaveCount(1);
});
