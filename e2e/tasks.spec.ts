import { expect, test } from './support/journey.ts';

const receipt = `HARBOUR STATIONERS LTD
4 Quay Street, Portsmouth PO1 2AB
Date: 2026-03-14
Paper A4 5x     20.00
TOTAL           24.00
`;

test('a task is tried on an input and shows its output, who did it, what was checked and what it cost', async ({
  as,
}) => {
  const page = await as('processOwner');
  await page.goto('/tasks');
  await page.getByRole('link', { name: /Extract a receipt/ }).click();
  await page.getByRole('tab', { name: 'Try it out' }).click();
  await expect(page.getByText('Nothing tried yet')).toBeVisible();
  await page.getByLabel(/document/i).fill(receipt);
  await page.getByRole('button', { name: 'Try it out' }).click();
  await expect(page.getByText('HARBOUR STATIONERS LTD').last()).toBeVisible();
  await expect(page.getByText('The total stands in the document').first()).toBeVisible();
  await expect(page.getByRole('table').first()).toContainText(/rules/i);
  await expect(page.getByText(/\$\d/).first()).toBeVisible();
});
