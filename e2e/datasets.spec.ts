import { ask, startRun, tell } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { publishWorkflow, taskProcess } from './support/workflows.ts';

test('graders are added, tried on a case, moved and saved; the next evaluation is judged by them', async ({ as }) => {
  const page = await as('processOwner');
  const name = unique('Judged');
  const { id } = await tell(page.request, 'evals.datasets.create', { taskSlug: 'triage-message', name });
  const content = '{"input":{"message":"Where is my parcel?"},"expected":{"intent":"refund_missing"}}';
  await tell(page.request, 'evals.datasets.upload', { datasetId: id, format: 'jsonl', content, skipsInvalid: true });

  await page.goto(`/evals/datasets/${id}`);
  await page.getByRole('button', { name: 'Edit graders' }).click();
  await page.getByLabel('Add a grader').selectOption('Rule');
  const rule = page.getByRole('group', { name: 'Grader 2: Rule' });
  await rule.getByLabel('Expression').fill('output == expected');
  await rule.getByRole('button', { name: 'Move grader 2 up' }).click();
  await expect(page.getByRole('group', { name: 'Grader 1: Rule' })).toBeVisible();

  const trying = page.getByRole('region', { name: 'Try it on a case' });
  await trying.getByRole('button', { name: 'Try', exact: true }).click();
  await expect(trying.getByRole('status')).toContainText('Right: 100.0 %');
  await trying.getByLabel('Answer to judge (JSON)').fill('{"intent":"wrong_fee"}');
  await trying.getByRole('button', { name: 'Try', exact: true }).click();
  await expect(trying.getByRole('status')).toContainText('Wrong');

  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Edit graders' })).toBeVisible();
  await expect(page.getByText('output == expected', { exact: true })).toBeVisible();
  const { grading, revision } = await ask(page.request, 'evals.datasets.get', { datasetId: id });
  expect(revision).toBe(2);
  expect(grading.graders.map((each: { grader: { kind: string } }) => each.grader.kind)).toEqual(['rule', 'fields']);

  await page.getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the dataset' }).click();
  await expect(page.getByRole('heading', { name: 'Evals', exact: true })).toBeVisible();
  await expect(page.getByRole('link', { name })).toHaveCount(0);
});

test('what somebody corrects on a run is offered to the dataset, and taken in with who said it', async ({ as }) => {
  const owner = await as('processOwner');
  const { slug } = await publishWorkflow(owner.request, unique('Corrected'), taskProcess);
  const { id } = await tell(owner.request, 'evals.datasets.create', {
    taskSlug: 'triage-message',
    name: unique('From people'),
  });
  const message = `${unique('Ticket')}: the coffee in your branch was cold.`;
  const runId = await startRun(owner.request, slug, { message });

  const page = await as('operator');
  await page.goto(`/runs/${runId}`);
  await expect(page.getByText('Completed', { exact: true }).first()).toBeVisible();
  const timeline = page.getByRole('region', { name: 'Timeline' });
  await timeline.getByRole('button', { name: /What is it about/ }).click();
  await page.getByRole('button', { name: 'Correct the answer…' }).click();
  const dialog = page.getByRole('dialog');
  const answer = dialog.getByLabel('Right answer (JSON)');
  const before = JSON.parse(await answer.inputValue());
  const { draft } = await ask(owner.request, 'tasks.get', { slug: 'triage-message' });
  const intents: readonly string[] = draft.output.properties.intent.enum;
  const intent = intents.find((each) => each !== before.intent);
  await answer.fill(JSON.stringify({ ...before, intent }));
  await dialog.getByRole('button', { name: 'Keep the correction' }).click();
  await expect(page.getByText(/^Corrected by Omar/)).toBeVisible();

  await owner.goto(`/evals/datasets/${id}`);
  await expect(owner.getByRole('heading', { name: 'Corrections to take in' })).toBeVisible();
  await owner.getByRole('button', { name: 'Take in', exact: true }).click();
  await expect(owner.getByRole('heading', { name: 'Corrections to take in' })).toHaveCount(0);
  await expect(owner.getByText(/by Omar/)).toBeVisible();
});
