import type { OrganisationId } from '@switchyard/domain';
import { type LabSimulator, startLabSimulator } from '@switchyard/lab-simulator';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { drain } from '../../test/drain.ts';
import type { App } from '../app.ts';
import { listRuns } from '../runs/list-runs.ts';
import { demoDocuments, demoMessages } from './demo-documents.ts';
import { seedDemo } from './seed-demo.ts';
import { findDemoActor } from './seed-people.ts';

let fixture: TestApp;
let simulator: LabSimulator;
let app: App;

beforeAll(async () => {
  simulator = await startLabSimulator({ port: 0, latencyScale: 0 });
  fixture = await createTestApp({ poolSize: 20, allowedHosts: [new URL(simulator.url).host] });
  app = { ...fixture.app, settings: { ...fixture.app.settings, simulatorUrl: simulator.url } };
});
afterAll(async () => {
  await fixture.close();
  await simulator.close();
});

const countEvents = async (organisationId: OrganisationId): Promise<number> => {
  const [row] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ count: number }>('SELECT count(*) AS count FROM audit_event WHERE organisation_id = $1', [
      organisationId,
    ]),
  );
  return row?.count ?? 0;
};

test('the demo is seeded once, every run of it comes to rest, and every answer of a lab is marked simulated', async () => {
  const organisationId = await seedDemo(app);
  const events = await countEvents(organisationId);
  expect(await seedDemo(app)).toBe(organisationId);
  expect(await countEvents(organisationId)).toBe(events);

  await drain(app, organisationId);
  const actor = await findDemoActor(app, organisationId, 'olivia@demo.local');
  const { items } = await listRuns(app, actor, { limit: 100 });
  expect(items).toHaveLength(demoDocuments.length + demoMessages.length);
  expect(items.filter(({ status }) => status !== 'completed' && status !== 'waiting')).toEqual([]);
  expect(items.filter(({ status, waitingReason }) => status === 'waiting' && waitingReason === null)).toEqual([]);
  const outcomes = new Set(items.map(({ outcome }) => outcome));
  expect(outcomes).toContain('booked');
  expect(items.filter(({ status }) => status === 'waiting').length).toBeGreaterThan(3);
  const [unmarked] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ count: number }>(
      `SELECT count(*) AS count FROM receipt r JOIN receipt_term t ON t.id = r.candidate_ref
       WHERE r.organisation_id = $1 AND split_part(t.key, '/', 1) IN ('openai', 'anthropic') AND NOT is_simulated`,
      [organisationId],
    ),
  );
  expect(unmarked?.count).toBe(0);
});
