import { newId } from '@switchyard/db';
import {
  noTokens,
  type OrganisationId,
  type Receipt,
  type ReceiptId,
  receiptSchema,
  type UserActor,
} from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { acceptReceipt } from './accept-receipt.ts';
import { foldSpend } from './fold-spend.ts';
import { getReceipt } from './get-receipt.ts';
import { getSpend } from './get-spend.ts';
import { keepReceiptPartitions } from './keep-receipt-partitions.ts';
import { listReceipts } from './list-receipts.ts';
import type { ReceiptContext } from './receipt-entry.ts';
import { recordReceipt, recordReceipts } from './record-receipts.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let fiona: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  fiona = await createPerson(fixture.app, organisationId, { name: 'Fiona', roles: ['admin'] });
});

/** An id as it would have been made on that day. */
const idOn = (day: string): ReceiptId => {
  const hex = Date.parse(`${day}T12:00:00Z`).toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}${newId<ReceiptId>().slice(13)}` as ReceiptId;
};

const contextOf = (over: Partial<ReceiptContext> = {}): ReceiptContext => ({
  id: newId<ReceiptId>(),
  organisationId,
  origin: 'gateway',
  workflowId: null,
  runId: null,
  stepId: null,
  taskId: null,
  taskVersionId: null,
  taskSlug: null,
  apiKeyId: null,
  personId: null,
  inputHash: 42n,
  isCacheHit: false,
  ...over,
});

const attempt = (ref: string, outcome: Receipt['attempts'][number]['outcome'], costMicroUsd: number) => ({
  ordinal: 1,
  candidateRef: ref,
  supplierKind: 'openai' as const,
  answeredByModel: null,
  outcome,
  tokens: { ...noTokens, input: 100, cachedInput: 20, output: 10 },
  costMicroUsd,
  priceVersion: 'test 1',
  durationMs: 50,
  checks: [],
  error: outcome === 'error' ? 'status 500: “no \u0000 such \u0001 thing”' : null,
  isSimulated: false,
});

const receiptOf = (attempts: Receipt['attempts'], over: Partial<Receipt> = {}): Receipt =>
  receiptSchema.parse({
    v: 1,
    decision: { v: 1, candidates: [], excluded: [], explanation: 'openai/small is the cheapest: $0.0012.' },
    attempts,
    outcome: 'accepted',
    dataClass: 'internal',
    sourceVersions: {},
    costMicroUsd: attempts.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0),
    durationMs: 50,
    ...over,
  });

const record = (context: ReceiptContext, receipt: Receipt) =>
  fixture.app.db.transaction({ organisationId }, (tx) => recordReceipt(tx, context, receipt));

test('a receipt comes back whole, and is found by what it counts for', async () => {
  const escalated = receiptOf([attempt('openai/small', 'error', 10), attempt('anthropic/large', 'accepted', 90)]);
  const context = contextOf({ taskSlug: 'triage', personId: fiona.userId });
  await record(context, escalated);
  await record(contextOf(), receiptOf([attempt('openai/small', 'accepted', 5)]));

  const found = await getReceipt(fixture.app, fiona, { receiptId: context.id });
  expect(found.receipt).toEqual(escalated);
  expect(found).toMatchObject({ origin: 'gateway', taskSlug: 'triage', supplierSlug: 'anthropic', attempts: 2 });

  const spend = await getSpend(fixture.app, fiona);
  expect(spend.real).toMatchObject({ costMicroUsd: 105, attempts: 3, receipts: 2, errors: 1, inputTokens: 360 });
  expect(spend.bySupplier.map(({ key, costMicroUsd, receipts }) => [key, costMicroUsd, receipts])).toEqual([
    ['anthropic', 90, 1],
    ['openai', 15, 1],
  ]);
  expect(spend.byPerson.map(({ key, label }) => [key, label])).toContainEqual([fiona.userId, 'Fiona']);

  // A number of the spend page and the list behind it speak of the same receipts.
  const behind = await listReceipts(fixture.app, fiona, { supplierSlug: 'openai' });
  expect(behind.items).toHaveLength(2);
  const narrowed = await listReceipts(fixture.app, fiona, { supplierSlug: 'openai', taskSlug: 'none' });
  expect(narrowed.items.map(({ costMicroUsd }) => costMicroUsd)).toEqual([5]);
  const narrowedSpend = await getSpend(fixture.app, fiona, { supplierSlug: 'openai', taskSlug: 'none' });
  expect(narrowedSpend.real.costMicroUsd).toBe(5);
  expect((await listReceipts(fixture.app, fiona, { modelKey: 'unheard-of' })).items).toEqual([]);
});

test('pages follow each other without gap or repetition, also when narrowed', async () => {
  const entries = Array.from({ length: 25 }, (_, index) => ({
    context: contextOf({
      id: idOn(`2026-09-${String((index % 5) + 1).padStart(2, '0')}`),
      taskSlug: index % 2 === 0 ? 'even' : 'odd',
    }),
    receipt: receiptOf([attempt('openai/small', 'accepted', 1)]),
  }));
  await fixture.app.db.transaction({ organisationId }, (tx) => recordReceipts(tx, entries));
  for (const filter of [
    {},
    { taskSlug: 'even' },
    { from: '2026-09-02', to: '2026-09-03' },
    { taskSlug: 'odd', to: '2026-09-04' },
  ]) {
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await listReceipts(fixture.app, fiona, { ...filter, limit: 3, cursor });
      seen.push(...page.items.map(({ id }) => id));
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    const whole = (await listReceipts(fixture.app, fiona, { ...filter, limit: 200 })).items.map(({ id }) => id);
    expect(seen).toEqual(whole);
    expect(whole).toEqual([...whole].sort().reverse());
    const spend = await getSpend(fixture.app, fiona, { from: '2026-09-01', to: '2026-09-30', ...filter });
    expect(spend.real.receipts).toBe(whole.length);
  }
});

test('receipts of a month without a partition are kept, and moved into theirs', async () => {
  const id = idOn('2031-03-15');
  await record(contextOf({ id }), receiptOf([attempt('openai/small', 'accepted', 7)]));
  const tableOf = async () =>
    (
      await fixture.app.db.queryOnce<{ name: string }>(
        'system',
        'SELECT tableoid::regclass::text AS name FROM receipt WHERE id = $1',
        [id],
      )
    )[0]?.name;
  expect(await tableOf()).toBe('receipt_default');
  await keepReceiptPartitions(fixture.app);
  expect(await tableOf()).toBe('receipt_2031_03');
  expect((await getReceipt(fixture.app, fiona, { receiptId: id })).costMicroUsd).toBe(7);
});

test('neither a partition nor a term shows anything to another tenant, named directly or not', async () => {
  const id = idOn('2026-11-15');
  await record(contextOf({ id, taskSlug: 'secret-plan' }), receiptOf([attempt('openai/small', 'accepted', 7)]));
  const stranger = await createOrganisation(fixture.app);
  for (const table of ['receipt', 'receipt_2026_11', 'receipt_default', 'receipt_term', 'spend_rollup']) {
    const seen = await fixture.app.db.queryOnce(
      { organisationId: stranger },
      `SELECT * FROM ${table} WHERE organisation_id = $1`,
      [organisationId],
    );
    expect(seen).toEqual([]);
  }
});

test('many writers of the same row neither wait for ever nor lose a count, and folding keeps every sum', async () => {
  const day = '2026-10-03';
  const rounds = 200;
  const folding = [foldSpend(fixture.app), foldSpend(fixture.app), foldSpend(fixture.app)];
  await Promise.all([
    ...folding,
    ...Array.from({ length: rounds }, () =>
      record(
        contextOf({ id: idOn(day) }),
        receiptOf([attempt('openai/small', 'error', 1), attempt('anthropic/large', 'accepted', 2)]),
      ),
    ),
  ]);
  const before = await getSpend(fixture.app, fiona, { from: day, to: day });
  expect(before.real).toMatchObject({
    receipts: rounds,
    attempts: 2 * rounds,
    costMicroUsd: 3 * rounds,
    errors: rounds,
  });
  await Promise.all([foldSpend(fixture.app), foldSpend(fixture.app)]);
  expect(await getSpend(fixture.app, fiona, { from: day, to: day })).toEqual(before);
  const rows = await fixture.app.db.queryOnce({ organisationId }, 'SELECT stripe FROM spend_rollup WHERE day = $1', [
    day,
  ]);
  expect(rows).toEqual([{ stripe: 0 }, { stripe: 0 }]);
});

test('terms of a transaction that is rolled back are not remembered', async () => {
  const slug = `only-${newId()}`;
  const context = contextOf({ taskSlug: slug });
  const receipt = receiptOf([attempt('openai/small', 'accepted', 1)]);
  const doomed = fixture.app.db.transaction({ organisationId }, async (tx) => {
    await recordReceipt(tx, context, receipt);
    await recordReceipt(tx, contextOf({ taskSlug: slug }), receipt);
    throw new Error('rolled back');
  });
  await expect(doomed).rejects.toThrow('rolled back');
  await record(context, receipt);
  expect((await getReceipt(fixture.app, fiona, { receiptId: context.id })).taskSlug).toBe(slug);
});

test('what a person hands in accepts the receipt once', async () => {
  const context = contextOf({ taskSlug: 'triage' });
  await record(context, receiptOf([attempt('people', 'handed_to_person', 0)], { outcome: 'awaiting_person' }));
  const accept = () =>
    fixture.app.db.transaction({ organisationId }, (tx) => acceptReceipt(tx, organisationId, context.id));
  await accept();
  await accept();
  expect((await getReceipt(fixture.app, fiona, { receiptId: context.id })).receipt.outcome).toBe('accepted');
  const [row] = await fixture.app.db.queryOnce<{ accepted: number }>(
    { organisationId },
    'SELECT sum(accepted)::int AS accepted FROM spend_rollup',
  );
  expect(row?.accepted).toBe(1);
});
