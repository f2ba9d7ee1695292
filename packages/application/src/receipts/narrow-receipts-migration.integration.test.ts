import { migrate, readMigrations } from '@switchyard/db/migrate';
import {
  type Actor,
  noTokens,
  type OrganisationId,
  type Receipt,
  type ReceiptId,
  receiptSchema,
} from '@switchyard/domain';
import { createTestDatabase, type TestDatabase } from '@switchyard/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { App } from '../app.ts';
import { getReceipt } from './get-receipt.ts';
import { getSpend } from './get-spend.ts';
import { listReceipts } from './list-receipts.ts';

const change = '20261121172000_narrow_receipts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createTestDatabase({ migrated: false });
});
afterEach(() => database.drop());

const organisationId = '01940000-0000-7000-8000-000000000001' as OrganisationId;
const workflowId = '01940000-0000-7000-8000-000000000002';
const idOf = (at: string, tail: number): ReceiptId => {
  const hex = Date.parse(at).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-${String(tail).padStart(12, '0')}` as ReceiptId;
};

const attempt = (candidateRef: string, outcome: Receipt['attempts'][number]['outcome']) => ({
  ordinal: 1,
  candidateRef,
  supplierKind: 'openai' as const,
  answeredByModel: null,
  outcome,
  tokens: { ...noTokens, input: 100, cachedInput: 20, output: 10 },
  costMicroUsd: 30,
  priceVersion: 'test 1',
  durationMs: 50,
  checks: [{ name: 'Total', kind: 'rule', isPassed: outcome === 'accepted', explanation: '“12.30” holds.' }],
  error: null,
  isSimulated: false,
});

const receiptOf = (attempts: Receipt['attempts'], outcome: Receipt['outcome']): Receipt =>
  receiptSchema.parse({
    v: 1,
    decision: { v: 1, candidates: [], excluded: [], explanation: 'openai/small is the cheapest: $0.0012.' },
    attempts,
    outcome,
    dataClass: 'confidential',
    sourceVersions: { vendors: workflowId },
    costMicroUsd: 30 * attempts.length,
    durationMs: 50,
  });

const before: { id: ReceiptId; at: string; receipt: Receipt; supplier: string | null; model: string | null }[] = [
  {
    id: idOf('2026-02-03T10:00:00Z', 1),
    at: '2026-02-03T10:00:00Z',
    receipt: receiptOf([attempt('openai/small', 'check_failed'), attempt('openai/large', 'accepted')], 'accepted'),
    supplier: 'openai',
    model: 'large',
  },
  {
    id: idOf('2026-04-05T10:00:00Z', 2),
    at: '2026-04-05T10:00:00Z',
    receipt: receiptOf([attempt('people', 'handed_to_person')], 'awaiting_person'),
    supplier: 'people',
    model: null,
  },
  {
    id: idOf('2026-04-06T10:00:00Z', 3),
    at: '2026-04-06T10:00:00Z',
    receipt: receiptOf([], 'failed'),
    supplier: null,
    model: null,
  },
];

test('receipts from before are all there afterwards, whole, and the spend adds up', async () => {
  const migrations = readMigrations();
  await migrate({ url: database.url, migrations: migrations.filter(({ name }) => name < change) });
  await database.tamper(`INSERT INTO organisation (id, slug, name) VALUES ($1, 'old', 'Old')`, [organisationId]);
  for (const { id, at, receipt, supplier, model } of before) {
    await database.tamper(
      `INSERT INTO receipt (id, organisation_id, workflow_id, task_version_id, task_slug, outcome, supplier_slug, model_key,
         data_class, is_simulated, cost_micro_usd, input_tokens, output_tokens, duration_ms, detail, created_at)
       VALUES ($1, $2, $3, $3, 'triage', $4, $5, $6, 'confidential', false, $7, 1, 1, 50, $8, $9)`,
      [
        id,
        organisationId,
        workflowId,
        receipt.outcome,
        supplier,
        model,
        receipt.costMicroUsd,
        JSON.stringify(receipt),
        at,
      ],
    );
  }
  await migrate({ url: database.url, migrations });

  const actor: Actor = { kind: 'system', organisationId, name: 'test' };
  const app = { db: database.db, now: () => new Date('2026-11-21T12:00:00Z') } as App;
  for (const { id, receipt, supplier, model } of before) {
    const found = await getReceipt(app, actor, { receiptId: id });
    expect(found.receipt).toEqual(receipt);
    expect(found).toMatchObject({ taskSlug: 'triage', origin: 'trial', supplierSlug: supplier, modelKey: model });
  }
  const { items } = await listReceipts(app, actor, { from: '2026-04-01', to: '2026-04-30' });
  expect(items.map(({ id }) => id)).toEqual([before[2]?.id, before[1]?.id]);
  const spend = await getSpend(app, actor, { days: 365 });
  expect(spend.real).toMatchObject({ costMicroUsd: 90, receipts: 3, attempts: 3, inputTokens: 360 });
  expect((await listReceipts(app, actor, { modelKey: 'small' })).items.map(({ id }) => id)).toEqual([before[0]?.id]);
  const places = await database.db.queryOnce<{ name: string }>(
    'system',
    'SELECT DISTINCT tableoid::regclass::text AS name FROM receipt ORDER BY 1',
  );
  expect(places.map(({ name }) => name)).toEqual(['receipt_2026_02', 'receipt_2026_04']);
});
