import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';

test('an administrator limits the calls to a host, changes the limit and removes it; an operator only reads', async ({
  as,
}) => {
  const page = await as('admin');
  const host = `${unique('api')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')}.example.com`;
  await page.goto('/settings?tab=limits');
  await page.getByRole('button', { name: 'New limit' }).click();
  await page.getByLabel('Host').fill(host);
  await page.getByLabel('At once').fill('5');
  await page.getByRole('button', { name: 'Set the limit' }).click();
  const row = page.getByRole('row').filter({ hasText: host });
  await expect(row).toContainText('0 of 5');

  await row.getByRole('button', { name: 'Change' }).click();
  await page.getByLabel('May begin').fill('100');
  await page.getByRole('button', { name: 'Set the limit' }).click();
  await expect(row).toContainText('100 a minute');

  const other = await as('operator');
  await other.goto('/settings?tab=limits');
  await expect(other.getByRole('row').filter({ hasText: host })).toBeVisible();
  await expect(other.getByRole('button', { name: 'New limit' })).toHaveCount(0);

  await row.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Remove limit' }).click();
  await expect(row).toHaveCount(0);
});
