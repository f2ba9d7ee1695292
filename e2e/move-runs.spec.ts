import { ask, startRun, tell } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { approvalProcess, publishWorkflow } from './support/workflows.ts';

test('a run that waits is moved to a new version: a dry run says what becomes of it, and it goes on there', async ({
  as,
  newcomer,
}) => {
  const page = await as('owner', { viewport: { width: 1440, height: 900 } });
  const { email } = await newcomer('approver');
  const name = unique('Moved');
  const { slug } = await publishWorkflow(page.request, name, approvalProcess([email]));
  const runId = await startRun(page.request, slug, { subject: unique('Ladder'), amount: 80 });
  await expect(async () => {
    expect((await ask(page.request, 'runs.get', { runId })).status).toBe('waiting');
  }).toPass();

  await page.goto(`/workflows/${slug}/versions/move`);
  await expect(page.getByText('There is nowhere to move runs to')).toBeVisible();
  const [process, workflow] = [approvalProcess([email]), await ask(page.request, 'workflows.get', { slug })];
  const nodes = process.nodes.map((node) => (node.id === 'granted' ? { ...node, name: 'Bought' } : node));
  const { revision } = await tell(page.request, 'workflows.saveDraft', {
    slug,
    revision: workflow.revision,
    draft: { ...process, nodes },
  });
  await tell(page.request, 'workflows.publish', { slug, revision, note: 'Another word' });

  await page.reload();
  await page.getByRole('button', { name: 'Dry run' }).click();
  await expect(page.getByText('Nothing has been changed.')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Dry run: version 1 to version 2' })).toBeVisible();
  expect((await ask(page.request, 'runs.get', { runId })).versionNumber).toBe(1);

  await page.getByRole('button', { name: 'Move 1 run' }).click();
  const dialog = page.getByRole('dialog', { name: 'Move 1 run to version 2?' });
  await dialog.getByRole('button', { name: 'Move 1 run' }).click();
  await expect(page.getByRole('heading', { name: 'Result: version 1 to version 2' })).toBeVisible();
  await page.getByRole('link', { name: /^Run / }).first().click();
  await expect(page).toHaveURL(new RegExp(runId));
  await expect(page.getByText('Bought').first()).toBeVisible();
});
