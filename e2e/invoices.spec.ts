import { ask } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';

test('an invoice is read, set beside the receipts, and what differs is corrected with a reason', async ({ as }) => {
  const page = await as('owner');
  const model = unique('model').replace(' ', '-');
  const fileName = `${model}.csv`;
  const day = new Date().toISOString().slice(0, 10);
  await page.goto('/spend/invoices');
  await page.getByRole('button', { name: 'Import invoice' }).click();
  const form = page.getByRole('form', { name: 'Import an invoice' });
  await form.getByLabel('Supplier').selectOption('openai');
  const buffer = Buffer.from(`Date;Model;Cost\n${day};${model};12.34\n`);
  await form.getByLabel('File').setInputFiles({ name: fileName, mimeType: 'text/csv', buffer });
  // Guessed from the names of the columns, and shown for whoever knows better.
  await expect(form.getByLabel('Column of the day')).toHaveValue('Date');
  await form.getByRole('button', { name: 'Import', exact: true }).click();

  const lines = page.getByRole('table', { name: 'Invoice and receipts by day and model' });
  const line = lines.getByRole('row').filter({ hasText: model });
  await expect(line).toContainText('$12.340');
  await page.getByRole('button', { name: `Correct ${day} ${model}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Reason').fill('Used outside Switchyard');
  await dialog.getByRole('button', { name: 'Correct', exact: true }).click();
  await expect(page.getByRole('button', { name: `Correct ${day} ${model}` })).toHaveCount(0);
  const spend = await ask(page.request, 'receipts.spend', { days: 2, supplierSlug: 'openai', modelKey: model });
  expect(spend.correctedMicroUsd).toBe(12_340_000);

  // The same file again is the same invoice.
  await page.getByRole('button', { name: 'Import invoice' }).click();
  await form.getByLabel('Supplier').selectOption('openai');
  await form.getByLabel('File').setInputFiles({ name: fileName, mimeType: 'text/csv', buffer });
  await form.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('This invoice was imported before')).toBeVisible();
  const listed = page.getByRole('table', { name: 'Invoices, newest first' }).getByRole('row');
  await expect(listed.filter({ hasText: fileName })).toHaveCount(1);

  await page.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove the invoice' }).click();
  await expect(page.getByText('1 of its corrections stay in the spend.')).toBeVisible();
  await expect(listed.filter({ hasText: fileName })).toHaveCount(0);
  const after = await ask(page.request, 'receipts.spend', { days: 2, supplierSlug: 'openai', modelKey: model });
  expect(after.correctedMicroUsd).toBe(12_340_000);
});

test('an invoice that could be misread is refused with its line, and nothing is kept', async ({ as }) => {
  const page = await as('owner');
  const fileName = `${unique('misread')}.csv`;
  await page.goto('/spend/invoices');
  await page.getByRole('button', { name: 'Import invoice' }).click();
  const form = page.getByRole('form', { name: 'Import an invoice' });
  await form.getByLabel('Supplier').selectOption('openai');
  const buffer = Buffer.from('Date;Model;Cost\n03.11.2026;x;1\n');
  await form.getByLabel('File').setInputFiles({ name: fileName, mimeType: 'text/csv', buffer });
  await form.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(form).toContainText('Line 2: “03.11.2026”');
  await expect(page.getByRole('row').filter({ hasText: fileName })).toHaveCount(0);
});
