import { ask, startRun } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { approvalProcess, publishWorkflow } from './support/workflows.ts';

test('runs found by when they started are cancelled together, with a reason, and their requests leave the inbox', async ({
  as,
  newcomer,
}) => {
  const owner = await as('owner');
  const { page, email } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Mistaken'), approvalProcess([email]));
  const subject = unique('Order');
  const runIds: string[] = [];
  for (const amount of [1, 2, 3]) runIds.push(await startRun(owner.request, slug, { subject, amount }));
  await expect(async () => {
    await page.goto('/inbox');
    await expect(page.getByRole('link', { name: new RegExp(subject) })).toHaveCount(3);
  }).toPass();

  const operator = await as('operator');
  await operator.goto(`/runs?workflow=${slug}&from=banana`);
  await expect(operator.getByText(/Give a day such as/)).toBeVisible();
  await operator.goto(`/runs?workflow=${slug}`);
  const rows = operator.getByRole('table', { name: 'Runs, newest first' }).getByRole('link');
  await operator.getByLabel('Started', { exact: true }).selectOption('24h');
  await expect(operator).toHaveURL(/started=24h/);
  await expect(rows).toHaveCount(3);
  await operator.getByLabel('Status', { exact: true }).selectOption('waiting');
  await operator.getByRole('button', { name: 'Cancel 3 runs…' }).click();
  const dialog = operator.getByRole('dialog', { name: 'Cancel 3 runs?' });
  await expect(dialog.getByText('3 open approvals are withdrawn')).toBeVisible();
  const cancel = dialog.getByRole('button', { name: 'Cancel them' });
  await expect(cancel).toBeDisabled();
  await dialog.getByLabel('Why').fill('Ordered by mistake');
  await cancel.click();
  await expect(dialog.getByText('Done. 3 cancelled, 0 refused')).toBeVisible();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await expect(operator.getByText('No run fits these filters')).toBeVisible();
  await expect(operator.getByRole('region', { name: /^Bulk cancel by/ }).first()).toBeVisible();
  for (const runId of runIds) expect((await ask(owner.request, 'runs.get', { runId })).status).toBe('cancelled');
  await page.goto('/inbox');
  await expect(page.getByRole('link', { name: new RegExp(subject) })).toHaveCount(0);
});
