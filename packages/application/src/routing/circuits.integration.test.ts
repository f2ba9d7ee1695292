import { noTokens, type OrganisationId, type ReceiptAttempt } from '@switchyard/domain';
import { isCircuitOpen } from '@switchyard/routing';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { circuitsOf, recordCircuit } from './circuits.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
});

/** What another process is, as far as circuits go: it shares the database and remembers nothing of the first. */
const anotherProcess = (): App => ({ ...fixture.app });
const attempt = (outcome: ReceiptAttempt['outcome'], candidateRef = 'lab/small'): ReceiptAttempt => ({
  ordinal: 1,
  candidateRef,
  supplierKind: 'openai',
  answeredByModel: null,
  outcome,
  tokens: noTokens,
  costMicroUsd: 0,
  priceVersion: null,
  durationMs: 1,
  checks: [],
  error: null,
  isSimulated: false,
});
const tell = (app: App, ...attempts: ReceiptAttempt[]) =>
  Promise.all(attempts.map((each) => recordCircuit(app, organisationId, each)));

test('failures that several processes see at the same moment open one circuit, which all of them see', async () => {
  const [here, there] = [fixture.app, anotherProcess()];
  await Promise.all([
    tell(here, attempt('error'), attempt('timeout')),
    tell(there, attempt('error'), attempt('error'), attempt('error')),
  ]);
  for (const app of [here, there, anotherProcess()]) {
    const { 'lab/small': circuit } = await circuitsOf(app, organisationId);
    expect(circuit).toMatchObject({ consecutiveFailures: 5, openings: 1 });
    expect(circuit?.openUntilMs).toBeGreaterThan(Date.now());
  }
});

test('a success anywhere closes it for everybody; answers that fail a check count as answers', async () => {
  await tell(fixture.app, ...Array.from({ length: 5 }, () => attempt('error')));
  await tell(anotherProcess(), attempt('check_failed'));
  expect(await circuitsOf(anotherProcess(), organisationId)).toEqual({});
});

test('it belongs to one candidate of one organisation', async () => {
  await tell(fixture.app, ...Array.from({ length: 5 }, () => attempt('error')));
  await tell(fixture.app, attempt('error', 'lab/large'));
  const circuits = await circuitsOf(anotherProcess(), organisationId);
  expect(circuits['lab/large']).toMatchObject({ consecutiveFailures: 1, openUntilMs: null });
  expect(await circuitsOf(fixture.app, await createOrganisation(fixture.app))).toEqual({});
});

test('a supplier that is well costs no writing', async () => {
  await tell(fixture.app, attempt('accepted'), attempt('accepted'));
  const rows = await fixture.app.db.transaction({ organisationId }, (tx) =>
    tx.query('SELECT 1 FROM supplier_circuit WHERE organisation_id = $1', [organisationId]),
  );
  expect(rows).toEqual([]);
});

test.each([
  ['a day ahead', 86_400_000],
  ['an hour behind', -3_600_000],
])('a process whose clock is %s rests as long as all others', async (_what, skewMs) => {
  await tell(fixture.app, ...Array.from({ length: 5 }, () => attempt('error')));
  const skewed: App = { ...fixture.app, now: () => new Date(Date.now() + skewMs) };
  const { 'lab/small': circuit } = await circuitsOf(skewed, organisationId);
  if (!circuit) throw new Error('no circuit');
  expect(isCircuitOpen(circuit, skewed.now().getTime())).toBe(true);
  expect(isCircuitOpen(circuit, skewed.now().getTime() + 11_000)).toBe(false);
});
