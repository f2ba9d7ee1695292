import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { insertRecorded, readRecorded } from '../../test/recorded-runs/recorded-run.ts';
import { decideApproval } from '../approvals/decide-approval.ts';
import { getRun } from './get-run.ts';
import { sendMessage } from './send-message.ts';

/*
 * A run that an earlier release left waiting is carried on by this one. The rows are what that release had written: they are
 * never edited and never recorded anew, because there are runs like this in installations that are updated. What else a
 * later release stores is recorded beside them.
 */

let fixture: TestApp;
beforeAll(async () => {
  fixture = await createTestApp();
});
afterAll(() => fixture.close());

test('a run stored while it waited for people, a time and a message is carried on to its end', async () => {
  const recorded = readRecorded('waiting-run');
  const { organisationId, runId } = recorded;
  const { app } = fixture;
  await app.db.transaction('system', (tx) => insertRecorded(tx, recorded));
  const ana = await createPerson(app, organisationId, { roles: ['process_owner'] });
  const ben = await createPerson(app, organisationId, { roles: ['approver'], name: 'Bea Roth' });
  const before = await getRun(app, ana, { runId });
  expect(before.status).toBe('waiting');

  await sendMessage(app, ana, { name: 'go', key: 'k' });
  fixture.advance(1001 * 86_400_000);
  await drain(app, organisationId);
  for (const title of ['Item 2?', 'Item 3?']) {
    const [request] = await app.db.transaction({ organisationId }, (tx) =>
      tx.query<{ id: string; title: string; digest: string }>(
        `SELECT id, title, digest FROM approval_request WHERE status = 'pending'`,
        [],
      ),
    );
    if (!request) throw new Error('Nothing is asked.');
    expect(request.title).toBe(title);
    await decideApproval(app, ben, { approvalId: request.id, outcome: 'approved', digest: request.digest });
    await drain(app, organisationId);
  }
  expect(await getRun(app, ana, { runId })).toMatchObject({
    status: 'completed',
    output: { items: [10, 20, 30], waited: true },
  });
});
