import { expect, test } from './fixtures.ts';

test('an empty prompt is asked for', async ({ desk: { generate, page } }) => {
  await generate.prompt.fill('');
  await generate.submit.click();
  await expect(generate.form.getByText('Write what the picture should show.')).toBeVisible();
  await expect(generate.prompt).toHaveAttribute('aria-invalid', 'true');
  await generate.prompt.fill('a fish');
  await expect(generate.form.getByText('Write what the picture should show.')).toBeHidden();
  await expect(page.getByRole('button', { name: /in the queue$/ })).toBeHidden();
});

test('a prompt of 10,000 characters is refused with the number that fits', async ({ desk: { generate } }) => {
  await generate.prompt.fill('a red balloon '.repeat(715).slice(0, 10_000));
  await generate.submit.click();
  await expect(generate.form.getByText('Prompt has 10000 characters; at most 8000 fit.')).toBeVisible();
});

test('a size that the model cannot make is named with those it can', async ({ desk: { generate } }) => {
  await generate.field('Width').fill('77');
  await generate.submit.click();
  await expect(generate.field('Width')).toHaveAttribute('aria-invalid', 'true');
  await expect(
    generate.form.getByText(/^(Width for .+ is a multiple of \d+ from \d+ to \d+\.|.+ makes only these sizes: .+)$/),
  ).toBeVisible();
});

for (const steps of ['0', '10000', '']) {
  test(`steps: “${steps}” is refused, also out of the fold`, async ({ desk: { generate } }) => {
    await generate.more();
    await generate.field('Steps').fill(steps);
    await generate.form.getByRole('button', { name: 'Fewer settings' }).click();
    await generate.submit.click();
    await expect(generate.form.getByText('Steps is a whole number from 1 to 1000.')).toBeVisible();
  });
}

test('a guidance that is no number is refused', async ({ desk: { generate } }) => {
  await generate.more();
  await generate.field('Guidance').fill('');
  await generate.submit.click();
  await expect(generate.form.getByText('Guidance is a number from 0 to 100.')).toBeVisible();
});

test('after every refusal the queue is as it was and a right entry runs', async ({ desk: { generate, stage } }) => {
  await generate.make('', 0);
  await generate.make('a red balloon', 3);
  await expect(stage.picture('a red balloon')).toBeVisible({ timeout: 60_000 });
  await expect(stage.strip).toHaveCount(1);
});
