import { ask } from './support/api.ts';
import { expect, test } from './support/journey.ts';

test('spend is drawn, walked through by keyboard, and every column opens its receipts', async ({ as }) => {
  const page = await as('owner');
  await page.goto('/spend');
  const chart = page.getByRole('figure').filter({ hasText: 'Spend over time' });
  await expect(chart).toContainText('US dollars');
  const columns = chart.getByRole('list', { name: 'Spend over time' }).getByRole('link').filter({ visible: true });
  const last = columns.last();
  await last.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(columns.nth((await columns.count()) - 2)).toBeFocused();
  await page.keyboard.press('End');
  await expect(last).toBeFocused();
  await expect(page.getByRole('tooltip')).toContainText('spent');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/receipts\?.*from=/);
  await expect(page.getByRole('table', { name: 'Receipts, newest first' })).toBeVisible();
});

test('spend narrows by its table and says the same as the drawing', async ({ as }) => {
  const page = await as('owner');
  // Before the page reads it: what is there then is on the page too, whatever else is done meanwhile.
  const { days, byTask } = await ask(page.request, 'receipts.spend', { days: 30 });
  await page.goto('/spend?by=task');
  const chart = page.getByRole('figure').filter({ hasText: 'Spend over time' });
  await chart.getByText('As a table').click();
  await expect(chart.getByRole('table').getByRole('row')).toHaveCount(days.length + 1);
  const { key, label } = byTask.find((share: { key: string }) => share.key !== 'none');
  const shares = page.getByRole('table', { name: 'Spend by task' });
  await shares.getByRole('link', { name: label, exact: true }).first().click();
  await expect(page).toHaveURL(new RegExp(`taskSlug=${key}`));
  await expect(page.getByRole('button', { name: `Stop narrowing to Task ${key}` })).toBeVisible();
});

test('latency, errors and the cost of a run are drawn with their units, and lead to their receipts', async ({ as }) => {
  const page = await as('owner');
  await page.goto('/spend/performance');
  const latency = page.getByRole('figure').filter({ hasText: 'Latency by supplier' });
  await expect(latency).toContainText('Median');
  await expect(page.getByRole('figure').filter({ hasText: 'Errors by supplier' })).toContainText('% of attempts');
  await expect(page.getByRole('figure').filter({ hasText: 'Cost of a run' })).toContainText('US dollars a run');
  await latency.getByRole('listitem').first().getByRole('link').click();
  await expect(page).toHaveURL(/\/receipts\?.*supplierSlug=/);
});
