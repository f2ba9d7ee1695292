import { noTokens, type ReceiptAttempt } from '@switchyard/domain';
import { expect, it } from 'vitest';
import { createOrganisation, createPerson, createTestApp } from '../../test/create-test-app.ts';
import { triage } from '../evals/evals.fixture.ts';
import { createTask } from '../tasks/index.ts';
import { loadEvidence } from './load-evidence.ts';
import { recordEvidence } from './record-evidence.ts';

const attempt = (outcome: ReceiptAttempt['outcome'], durationMs: number, more: object = {}): ReceiptAttempt => ({
  ordinal: 1,
  candidateRef: 'lab/m',
  supplierKind: 'openai',
  answeredByModel: null,
  outcome,
  tokens: noTokens,
  costMicroUsd: 0,
  priceVersion: null,
  durationMs,
  checks: [],
  error: null,
  isSimulated: false,
  ...more,
});

it('the percentile by which calls are hedged does not sink with the slow calls that a hedge breaks off', async () => {
  const { app, close } = await createTestApp();
  const organisationId = await createOrganisation(app);
  const { id: taskId } = await createTask(app, await createPerson(app, organisationId), { spec: triage });
  const record = (attempts: ReceiptAttempt[]) =>
    app.db.transaction({ organisationId }, (tx) => recordEvidence(tx, { organisationId, taskId }, attempts));
  await record([attempt('accepted', 1000)]);
  const quick = Array.from({ length: 95 }, () => attempt('accepted', 500));
  const slow = Array.from({ length: 5 }, () => attempt('declined', 5000, { isOvertaken: true }));
  for (let round = 0; round < 3; round += 1) await record([...quick, ...slow]);
  const { outcomes } = await app.db.transaction({ organisationId }, (tx) => loadEvidence(tx, organisationId, taskId));
  const known = outcomes['lab/m'];
  expect(known).toMatchObject({ calls: 301, errors: 0, attempted: 286, accepted: 286 });
  expect(known?.latencyP95Ms).toBeGreaterThan(900);
  await close();
});
