import { startLabSimulator } from '@switchyard/lab-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import { readAgent } from '../agents/agents.fixture.ts';
import type { App } from '../app.ts';
import { decideApproval } from '../approvals/decide-approval.ts';
import { getInboxItem } from '../approvals/get-inbox-item.ts';
import { listRuns } from '../runs/list-runs.ts';
import { requestWorkflowSlug, seedAgentDemo } from './seed-agent-demo.ts';
import { seedDemo } from './seed-demo.ts';
import { findDemoActor } from './seed-people.ts';

let simulator: Awaited<ReturnType<typeof startLabSimulator>>;
let fixture: TestApp;
let app: App;

beforeAll(async () => {
  simulator = await startLabSimulator({ port: 0, latencyScale: 0 });
  fixture = await createTestApp({ allowedHosts: [new URL(simulator.url).host] });
  app = { ...fixture.app, settings: { ...fixture.app.settings, simulatorUrl: simulator.url } };
});
afterAll(async () => {
  await fixture.close();
  await simulator.close();
});

test('the demo has an agent step that looks an order up, asks before it pays back, and answers', async () => {
  const organisationId = await seedDemo(app);
  await seedAgentDemo(app, organisationId);
  await seedAgentDemo(app, organisationId);
  const ben = await findDemoActor(app, organisationId, 'ben@demo.local');
  const olivia = await findDemoActor(app, organisationId, 'olivia@demo.local');
  await drain(app, organisationId);
  const { items } = await listRuns(app, olivia, { workflowSlug: requestWorkflowSlug });
  expect(items).toHaveLength(1);
  const runId = items[0]?.id;
  if (!runId) throw new Error('no run');
  const waiting = await readAgent(app, olivia, runId);
  expect(waiting.calls).toMatchObject([
    { tool: 'order_status', status: 'done' },
    { tool: 'refund', status: 'waiting' },
  ]);
  const item = await getInboxItem(app, ben, { id: waiting.calls[1]?.approvalId ?? '' });
  if (item.kind !== 'approval') throw new Error('not an approval');
  await decideApproval(app, ben, { approvalId: item.id, outcome: 'approved', digest: item.digest });
  await drain(app, organisationId);
  const { run, calls } = await readAgent(app, olivia, runId);
  expect(calls[1]).toMatchObject({ status: 'done' });
  expect(run).toMatchObject({ status: 'completed', outcome: 'answered', isSimulated: true });
});
