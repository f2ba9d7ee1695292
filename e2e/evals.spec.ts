import { expect, test } from './support/journey.ts';

test('a model is swapped on one screen: chosen, priced, compared, adopted and taken back', async ({ as }) => {
  const page = await as('processOwner');
  await page.goto('/evals');
  await page.getByRole('link', { name: 'Everyday messages' }).click();
  await page.getByRole('link', { name: 'Compare on it' }).click();
  await page.getByLabel('Does it now').selectOption('anthropic/claude-haiku-4-5');
  await page.getByLabel('Challenger').selectOption('openai/gpt-5-nano');
  await page.getByLabel('At most so many cases').fill('6');
  await page.getByRole('button', { name: 'See what it costs' }).click();
  await page.getByRole('button', { name: /^Start for at most \$/ }).click();
  await expect(page.getByText('12 of 12 answers')).toBeVisible();
  await expect(page.getByText('Finished', { exact: true })).toBeVisible();
  await expect(page.getByText('Simulated')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Side by side' })).toBeVisible();
  await page.getByRole('button', { name: 'Adopt', exact: true }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Adopt/ })
    .click();
  await page.getByRole('button', { name: 'Roll back' }).click();
  await expect(page.getByText('whom the policy decides', { exact: true })).toBeVisible();
});
