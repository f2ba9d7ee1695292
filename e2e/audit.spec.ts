import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { ask, startRun, tell } from './support/api.ts';
import { expect, test } from './support/journey.ts';
import { unique } from './support/unique.ts';
import { approvalProcess, publishWorkflow } from './support/workflows.ts';

const run = promisify(execFile);

/** `switchyard verify` as an auditor types it. */
const verifyExport = (file: string, publicKey: string) =>
  run(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    'apps/cli/src/main.ts',
    'verify',
    '--export',
    file,
    '--public-key',
    publicKey,
  ]).then(
    ({ stdout }) => ({ code: 0, stdout }),
    (failure) => ({ code: failure.code, stdout: `${failure.stdout}${failure.stderr}` }),
  );

test('an admin finds a decision by searching, verifies the trail and takes a proof away that stands alone', async ({
  as,
  newcomer,
}, info) => {
  const admin = await as('admin');
  const owner = await as('owner');
  const approver = await newcomer('approver');
  const { slug } = await publishWorkflow(owner.request, unique('Audited'), approvalProcess([approver.email]));
  const subject = unique('Forklift');
  const runId = await startRun(owner.request, slug, { subject, amount: 9000 });
  let approvalId = '';
  await expect(async () => {
    const { items } = await ask(approver.page.request, 'inbox.list', { filter: 'mine', limit: 50 });
    approvalId = items.find((item: { title: string }) => item.title === subject).id;
  }).toPass();
  const { digest } = await ask(approver.page.request, 'inbox.get', { id: approvalId });
  const reason = unique('Agreed with the board');
  const answer = { approvalId, digest, outcome: 'approved', reason, isConfirmed: true };
  await tell(approver.page.request, 'inbox.decide', answer);

  await admin.goto('/audit');
  await admin.getByRole('searchbox').fill(subject);
  const row = admin.getByRole('row').filter({ hasText: approver.name }).filter({ hasText: 'approved' }).first();
  await expect(row).toBeVisible();
  await row.click();
  const event = admin.getByRole('dialog');
  await expect(event).toContainText(subject);
  await expect(event).toContainText(reason);
  await event.getByRole('tab', { name: 'Raw' }).click();
  await expect(event).toContainText(runId);
  await admin.keyboard.press('Escape');

  await admin.getByRole('button', { name: 'Verify' }).click();
  const panel = admin.getByRole('dialog', { name: 'Verify the audit trail' });
  await expect(panel.getByRole('status')).toContainText('Intact');
  await expect(panel.getByText(': passed').first()).toBeAttached();
  await expect(panel.getByText(': failed')).toHaveCount(0);
  await admin.keyboard.press('Escape');

  await admin.goto('/audit');
  const download = admin.waitForEvent('download');
  await admin.getByRole('button', { name: 'Export' }).click();
  await admin.getByRole('menuitem', { name: 'JSONL, verifies offline' }).click();
  const file = info.outputPath('audit.jsonl');
  await (await download).saveAs(file);
  const { publicKey } = await ask(admin.request, 'audit.status');
  const verdict = await verifyExport(file, publicKey);
  expect(verdict.stdout).toContain('✓ Intact');
  expect(verdict.code).toBe(0);
});
