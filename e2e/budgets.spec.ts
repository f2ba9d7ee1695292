import { ask, startRun } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { publishWorkflow, taskProcess } from './support/workflows.ts';

test('a workflow’s budget runs out: its run waits and says so, somebody else tops it up, and the run goes on', async ({
  as,
  newcomer,
}) => {
  const page = await as('owner');
  const workflow = unique('Under a budget');
  const { slug } = await publishWorkflow(page.request, workflow, taskProcess);
  const name = unique('Little');

  await page.goto('/budgets');
  await page.getByRole('button', { name: 'New budget' }).first().click();
  const form = page.getByRole('dialog', { name: 'New budget' });
  await form.getByLabel('Name').fill(name);
  await form.getByLabel('Of', { exact: true }).selectOption('Workflow');
  await form.getByLabel('Workflow', { exact: true }).selectOption(workflow);
  await form.getByLabel('Cap in US dollars').fill('0.000001');
  await form.getByRole('button', { name: 'Set the budget' }).click();
  const row = page.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText(`Workflow: ${workflow}`);

  const message = `${unique('Ticket')}: the coffee in your branch was cold.`;
  const runId = await startRun(page.request, slug, { message });
  await page.goto(`/runs/${runId}`);
  await expect(page.getByText(`The budget “${name}” has run out`).first()).toBeVisible();
  await page.goto('/budgets');
  await expect(row).toContainText('1 waiting');
  const otherRunId = await startRun(page.request, slug, { message });
  await expect(row).toContainText('2 waiting');

  const decider = await newcomer('admin');
  await decider.page.goto('/inbox');
  // Two steps wait for one budget: one entry, one answer.
  await decider.page.getByRole('link', { name: new RegExp(`The budget “${name}” has run out`) }).click();
  await expect(decider.page.getByRole('toolbar', { name: 'Your answer' })).toBeVisible();
  await expect(decider.page.getByRole('article')).toContainText(name);
  await decider.page.getByRole('button', { name: /^Approve/ }).click();
  await expect(decider.page.getByText('another step waits for the same budget').first()).toBeVisible();
  await decider.page.getByLabel('What to do').selectOption('Add money for this period');
  await decider.page.getByLabel('Add, in US dollars').fill('-2');
  await decider.page
    .getByRole('button', { name: /^Approve/ })
    .last()
    .click();
  await expect(decider.page.getByText('must be at least 0')).toBeVisible();
  await decider.page.getByLabel('Add, in US dollars').fill('2');
  await decider.page
    .getByRole('button', { name: /^Approve/ })
    .last()
    .click();
  await expect(decider.page.getByText(/^Approved: The budget/)).toBeVisible();

  for (const id of [runId, otherRunId]) {
    await page.goto(`/runs/${id}`);
    await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible();
  }
  await page.goto('/budgets');
  await row.getByRole('link').click();
  await expect(page.getByRole('row').filter({ hasText: 'Topped up' })).toContainText('$2.000');
});

test('a double click on the button, and a second Enter, set one budget', async ({ as }) => {
  const page = await as('owner');
  const form = page.getByRole('dialog', { name: 'New budget' });
  for (const send of ['double click', 'Enter twice']) {
    const name = unique(send);
    await page.goto('/budgets');
    await page.getByRole('button', { name: 'New budget' }).first().click();
    await form.getByLabel('Name').fill(name);
    await form.getByLabel('Cap in US dollars').fill('5');
    if (send === 'double click') await form.getByRole('button', { name: 'Set the budget' }).dblclick();
    else {
      // Both in one task of the page: before anything can have been drawn in between.
      await form.getByRole('button', { name: 'Set the budget' }).evaluate((button) => {
        for (const _ of ['first', 'second']) button.form?.requestSubmit(button);
      });
    }
    await expect(form).toHaveCount(0);
    await expect(page.getByRole('row').filter({ hasText: name })).toBeVisible();
    const { items } = await ask(page.request, 'budgets.list');
    expect(items.filter((item: { name: string }) => item.name === name)).toHaveLength(1);
  }
});
