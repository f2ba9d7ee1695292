import { ask, startRun } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { approvalProcess, heldProcess, publishWorkflow } from './support/workflows.ts';

test('a rejected run ends as rejected, and its page says who refused and why', async ({ as, newcomer }) => {
  const owner = await as('owner');
  const { page, email, name } = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Refused'), approvalProcess([email]));
  const subject = unique('Company yacht');
  const runId = await startRun(owner.request, slug, { subject, amount: 9_000_000 });
  await expect(async () => {
    expect((await ask(owner.request, 'runs.get', { runId })).status).toBe('waiting');
  }).toPass();
  await owner.goto(`/runs/${runId}`);
  await expect(owner.getByText(new RegExp(`Waits? for.*${name}`)).first()).toBeVisible();

  await page.goto('/inbox');
  await page.getByRole('link', { name: new RegExp(subject) }).click();
  await page.getByRole('button', { name: /^Reject/ }).click();
  const send = page.getByRole('button', { name: /^Reject/ });
  await expect(send).toBeDisabled();
  await page.getByLabel('Why is it rejected?').fill('We have no sea');
  await send.click();
  await expect(page.getByText(`Rejected: ${subject}`)).toBeVisible();

  await expect(owner.getByRole('definition').filter({ hasText: 'refused' })).toBeVisible();
  const timeline = owner.getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('button', { name: /Decide the request/ }).click();
  await expect(timeline.getByText(/We have no sea/).first()).toBeVisible();
  await expect(timeline.getByText(new RegExp(name)).first()).toBeVisible();
});

test('an operator cancels a run that waits, and its request leaves the inbox', async ({ as, newcomer }) => {
  const owner = await as('owner');
  const { page, email } = await newcomer('approver');
  const name = unique('Cancelled');
  const { slug } = await publishWorkflow(owner.request, name, approvalProcess([email]));
  const subject = unique('Fax machine');
  const runId = await startRun(owner.request, slug, { subject, amount: 80 });
  await expect(async () => {
    await page.goto('/inbox');
    await expect(page.getByRole('link', { name: new RegExp(subject) })).toBeVisible();
  }).toPass();
  const operator = await as('operator');
  await operator.goto(`/runs/${runId}`);
  await operator.getByRole('button', { name: 'Cancel run' }).click();
  const dialog = operator.getByRole('dialog', { name: `Cancel this run of ${name}?` });
  await dialog.getByLabel('Why').fill('Nobody sends faxes');
  await dialog.getByRole('button', { name: 'Cancel the run' }).click();
  await expect(operator.getByText('Cancelled', { exact: true }).first()).toBeVisible();
  await expect(operator.getByRole('button', { name: 'Cancel run' })).toHaveCount(0);
  await page.goto('/inbox');
  await expect(page.getByRole('link', { name: new RegExp(subject) })).toHaveCount(0);
});

test('a failed step is held, found by its cause, mended and retried; the run completes', async ({ as }) => {
  const owner = await as('owner');
  const operator = await as('operator');
  const name = unique('Held');
  const { slug } = await publishWorkflow(owner.request, name, heldProcess);
  const runId = await startRun(owner.request, slug, {});
  await operator.goto(`/runs/attention?workflow=${slug}`);
  await operator.getByRole('button', { name: /Work out the total/ }).click();
  await operator.getByRole('link', { name: /Work out the total/ }).click();

  await expect(operator.getByText(/“Work out the total” failed/).first()).toBeVisible();
  await operator.getByRole('button', { name: 'Change a variable' }).click();
  const dialog = operator.getByRole('dialog', { name: 'Change a variable of this run' });
  await dialog.getByLabel('Name').fill('rate');
  await dialog.getByLabel('Value (JSON)').fill('2');
  await dialog.getByRole('button', { name: 'Change it' }).click();
  await expect(dialog).toHaveCount(0);

  await operator.getByRole('button', { name: 'Pause', exact: true }).click();
  await expect(operator.getByText(/Paused by/).first()).toBeVisible();
  await operator.getByRole('button', { name: 'Retry', exact: true }).click();
  await expect(operator.getByText(/Paused by/).first()).toBeVisible();
  await operator.getByRole('button', { name: 'Resume' }).click();
  await expect.poll(async () => (await ask(owner.request, 'runs.get', { runId })).output).toEqual({ total: 6 });
  await expect(operator.getByText('Completed', { exact: true }).first()).toBeVisible();

  await operator.goto(`/runs/attention?workflow=${slug}`);
  await expect(operator.getByText('Nothing needs attention')).toBeVisible();
});

test('the receipt of an AI step names every candidate, what was checked and what it cost', async ({ as }) => {
  const owner = await as('owner');
  let id = '';
  await expect(async () => {
    const filter = { workflowSlug: 'invoice-approval', status: 'completed' };
    id = (await ask(owner.request, 'runs.list', filter)).items[0].id;
  }).toPass();
  await owner.goto(`/runs/${id}`);
  const timeline = owner.getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('button', { name: /Read the receipt/ }).click();
  await timeline.getByRole('tab', { name: 'Receipt' }).click();
  await expect(timeline.getByRole('table', { name: 'Candidates in the order in which they are tried' })).toBeVisible();
  await expect(timeline.getByText('The total stands in the document').first()).toBeVisible();
  await expect(timeline.getByText('Accepted').first()).toBeVisible();
});

test('an address of a run that does not exist says so and offers a way on', async ({ as }) => {
  const owner = await as('owner');
  await owner.goto('/runs/01890000-0000-7000-8000-000000000000');
  await expect(owner.getByText('This run cannot be shown')).toBeVisible();
});
