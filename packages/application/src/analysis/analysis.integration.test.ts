import type { ReceiptId } from '@switchyard/domain';
import { defaultRoutingPolicy } from '@switchyard/routing';
import { expect, test } from 'vitest';
import { listAuditTypes } from '../../test/create-test-app.ts';
import { app, olivia, openDemoLab, organisationId } from '../../test/demo-lab.fixture.ts';
import { getAuditEvent } from '../audit/get-audit-event.ts';
import { sealAuditLog } from '../audit/seal-audit-log.ts';
import { detachOldReceipts } from '../receipts/detach-old-receipts.ts';
import { getReceipt } from '../receipts/get-receipt.ts';
import { getSpend } from '../receipts/get-spend.ts';
import { listReceipts } from '../receipts/list-receipts.ts';
import { listRuns } from '../runs/list-runs.ts';
import {
  correctSpend,
  getSavings,
  getSupplierPerformance,
  getUnitCost,
  getWaste,
  importInvoice,
  listInvoices,
  listSpendCorrections,
  reconcileInvoice,
  traceSubject,
  type WhatIf,
  whatIf,
} from './index.ts';

openDemoLab();

const replayAll = async (policy: Parameters<typeof whatIf>[2]['policy']): Promise<WhatIf[]> => {
  const pages: WhatIf[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await whatIf(app, olivia, { policy, limit: 7, cursor });
    pages.push(page);
    if (page.nextCursor === null) return pages;
    cursor = page.nextCursor;
  }
};

const sumOf = (pages: readonly WhatIf[], pick: (page: WhatIf) => number) =>
  pages.reduce((sum, page) => sum + pick(page), 0);

test('the policy in force replayed changes nothing; a stricter one says what goes elsewhere', async () => {
  const same = await replayAll(defaultRoutingPolicy);
  expect(sumOf(same, ({ looked }) => looked)).toBeGreaterThan(10);
  expect(sumOf(same, ({ unchanged }) => unchanged)).toBe(sumOf(same, ({ looked }) => looked));
  expect(sumOf(same, ({ afterMicroUsd }) => afterMicroUsd)).toBe(sumOf(same, ({ beforeMicroUsd }) => beforeMicroUsd));

  const strict = await replayAll({ ...defaultRoutingPolicy, allowsUnprovenBehindChecks: false });
  const changes = strict.flatMap((page) => page.changes);
  expect(changes.length).toBeGreaterThan(0);
  for (const { receiptIds, receipts } of changes) {
    expect(receiptIds).toHaveLength(receipts);
    for (const receiptId of receiptIds) await getReceipt(app, olivia, { receiptId: receiptId as ReceiptId });
  }
  // Every total and every change is the sum of the receipts that it opens.
  for (const page of strict) {
    const { replayed } = page;
    const sumBy = (pick: (each: (typeof replayed)[number]) => number, ids?: readonly string[]) =>
      replayed.reduce((sum, each) => sum + (ids?.includes(each.receiptId) === false ? 0 : pick(each)), 0);
    expect(replayed).toHaveLength(page.looked);
    expect(replayed.filter(({ from, to }) => from === to)).toHaveLength(page.unchanged);
    expect(sumBy(({ actualMicroUsd }) => actualMicroUsd)).toBe(page.actualMicroUsd);
    expect(sumBy(({ beforeMicroUsd }) => beforeMicroUsd)).toBe(page.beforeMicroUsd);
    expect(sumBy(({ afterMicroUsd }) => afterMicroUsd)).toBe(page.afterMicroUsd);
    for (const { beforeMicroUsd, afterMicroUsd, receiptIds } of page.changes) {
      expect(sumBy((each) => each.beforeMicroUsd, receiptIds)).toBe(beforeMicroUsd);
      expect(sumBy((each) => each.afterMicroUsd, receiptIds)).toBe(afterMicroUsd);
    }
  }
});

test('what was saved is against the dearest model that was known, task by task', async () => {
  const savings = await getSavings(app, olivia);
  expect(savings.receipts).toBeGreaterThan(10);
  expect(savings.referenceMicroUsd).toBeGreaterThan(savings.actualMicroUsd);
  expect(savings.tasks.reduce((sum, task) => sum + task.receipts, 0)).toBe(savings.receipts);
  expect(savings.compared).toHaveLength(savings.receipts);
  expect(savings.compared.reduce((sum, each) => sum + each.actualMicroUsd, 0)).toBe(savings.actualMicroUsd);
  expect(savings.compared.reduce((sum, each) => sum + each.referenceMicroUsd, 0)).toBe(savings.referenceMicroUsd);
  expect((await getSavings(app, olivia, { reference: 'nobody/at-all' })).receipts).toBe(0);
});

test('suppliers and unit costs are of the same attempts and runs as the spend', async () => {
  const spend = await getSpend(app, olivia);
  const { candidates } = await getSupplierPerformance(app, olivia);
  expect(candidates.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(
    spend.real.attempts + spend.simulated.attempts,
  );
  const unit = await getUnitCost(app, olivia);
  expect(unit.runs).toBeGreaterThan(0);
  expect(unit.days.reduce((sum, { runs }) => sum + runs, 0)).toBe(unit.runs);
});

const costOf = (items: readonly { readonly costMicroUsd: number }[]) =>
  items.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0);

test('the cost of a run is that of the runs a day opens, and of each run that of its receipts', async () => {
  const { days } = await getUnitCost(app, olivia);
  for (const { day, runs, meanMicroUsd, p95MicroUsd } of days) {
    const { items, nextCursor } = await listRuns(app, olivia, { from: day, to: day, isEnded: true, limit: 100 });
    expect([items.length, nextCursor]).toEqual([runs, null]);
    expect(Math.round(costOf(items) / runs)).toBe(meanMicroUsd);
    expect(items.map(({ costMicroUsd }) => costMicroUsd)).toContain(p95MicroUsd);
    for (const { id, costMicroUsd } of items) {
      expect(costOf((await listReceipts(app, olivia, { runId: id, origin: 'step', limit: 200 })).items)).toBe(
        costMicroUsd,
      );
    }
  }
});

test('the same call again is waste, and a cheaper proven candidate is named', async () => {
  const before = await getWaste(app, olivia);
  expect(before.looked).toBeGreaterThan(10);
  // Nothing was cut off: the page says what share it has seen.
  expect(before.receipts).toBe(before.looked);
  const dear = (await listReceipts(app, olivia, { limit: 200 })).items.find(
    ({ costMicroUsd, outcome, modelKey }) => costMicroUsd > 0 && outcome === 'accepted' && modelKey !== null,
  );
  await app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `INSERT INTO receipt SELECT (jsonb_populate_record(r, jsonb_build_object('id', uuidv7(), 'run_id', NULL))).*
       FROM receipt r, generate_series(1, 3) WHERE r.id = $1`,
      [dear?.id],
    ),
  );
  const [repeated] = (await getWaste(app, olivia)).repeated;
  expect(repeated).toMatchObject({
    taskSlug: dear?.taskSlug,
    receipts: 4,
    wastedMicroUsd: 3 * (dear?.costMicroUsd ?? 0),
  });

  const [task] = (await getSpend(app, olivia, { taskSlug: dear?.taskSlug ?? '' })).byTask;
  await app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `INSERT INTO evidence (organisation_id, task_id, candidate_ref, graded, succeeded)
       SELECT $1, id, 'rules', 2000, 2000 FROM task WHERE organisation_id = $1 AND slug = $2
       ON CONFLICT (task_id, candidate_ref) DO UPDATE SET graded = 2000, succeeded = 2000`,
      [organisationId, task?.key],
    ),
  );
  const { dearer } = await getWaste(app, olivia, { taskSlug: dear?.taskSlug ?? '' });
  expect(dearer.map(({ explanation }) => explanation).join()).toContain('rules is proven on this task');
});

test('an invoice is matched by day and model, and a correction shows in the spend', async () => {
  const today = app.now().toISOString().slice(0, 10);
  const csv = `Date;Model;Cost\n${today};gpt-x;1,234.50\n${today};gpt-x;0.25\n${today};other;-2`;
  const { invoiceId, lines } = await importInvoice(app, olivia, {
    supplierSlug: 'openai',
    fileName: 'november.csv',
    csv,
    columns: { day: 'Date', model: 'Model', amount: 'Cost' },
  });
  expect(lines).toBe(2);
  const before = await reconcileInvoice(app, olivia, { invoiceId });
  expect(before.lines).toContainEqual({
    day: today,
    model: 'gpt-x',
    invoicedMicroUsd: 1_234_750_000,
    recordedMicroUsd: 0,
    correctedMicroUsd: 0,
    differenceMicroUsd: 1_234_750_000,
  });
  const spendBefore = await getSpend(app, olivia);
  const correction = {
    supplierSlug: 'openai',
    modelKey: 'gpt-x',
    day: today,
    amountMicroUsd: 1_234_750_000,
    reason: 'Used outside Switchyard',
    invoiceId,
  };
  await correctSpend(app, olivia, correction);
  const after = await reconcileInvoice(app, olivia, { invoiceId });
  expect(after.lines.find(({ model }) => model === 'gpt-x')?.differenceMicroUsd).toBe(0);
  const spend = await getSpend(app, olivia);
  expect(spend.real.costMicroUsd - spendBefore.real.costMicroUsd).toBe(1_234_750_000);
  expect(spend.correctedMicroUsd).toBe(1_234_750_000);
  expect((await listInvoices(app, olivia)).items[0]).toMatchObject({ lines: 2, amountMicroUsd: 1_232_750_000 });
  // What is recorded is in the receipts of the line, what is corrected in the ledger.
  for (const { day, model, recordedMicroUsd, correctedMicroUsd } of after.lines) {
    const of = { supplierSlug: 'openai', from: day, to: day };
    const behind = await listReceipts(app, olivia, {
      ...of,
      modelKey: model ?? 'none',
      isSimulated: false,
      limit: 200,
    });
    expect(behind.items.reduce((sum, { part }) => sum + (part?.costMicroUsd ?? 0), 0)).toBe(recordedMicroUsd);
    const { items: entries } = await listSpendCorrections(app, olivia, of);
    const own = entries.filter(({ modelKey }) => modelKey === model);
    expect(own.reduce((sum, { amountMicroUsd }) => sum + amountMicroUsd, 0)).toBe(correctedMicroUsd);
  }
  const types = await listAuditTypes(app, organisationId);
  expect(types).toContain('invoice.imported');
  expect(types).toContain('spend.corrected');
  await expect(
    app.db.transaction({ organisationId }, (tx) => tx.execute('UPDATE spend_correction SET amount_micro_usd = 0')),
  ).rejects.toThrow();
});

test.each([
  ['03.11.2026;x;1', 'Line 2: “03.11.2026”'],
  ['2026-11-03;x;1,5', 'Line 2: “1,5”'],
  ['2026-11-03;x;', 'Line 2: “” in “Cost”'],
])('an invoice that could be misread is refused: %s', async (line, message) => {
  const columns = { day: 'Date', model: 'Model', amount: 'Cost' };
  const imported = importInvoice(app, olivia, {
    supplierSlug: 'openai',
    fileName: 'x.csv',
    csv: `Date;Model;Cost\n${line}`,
    columns,
  });
  await expect(imported).rejects.toThrow(message);
});

test('where a subject’s data went: who was asked, who acted, and each event at its place in the log', async () => {
  const [run] = await app.db.queryOnce<{ id: string; key: string }>(
    { organisationId },
    `SELECT r.id, v.value #>> '{}' AS key FROM run r, jsonb_path_query(r.input, '$.** ? (@.type() == "string")') AS v (value)
     WHERE EXISTS (SELECT 1 FROM receipt c WHERE c.run_id = r.id AND c.candidate_ref IS NOT NULL)
       AND length(v.value #>> '{}') BETWEEN 3 AND 300 LIMIT 1`,
  );
  const subjectKey = run?.key ?? '';
  await sealAuditLog(app, organisationId);
  const { runs, looked, nextCursor } = await traceSubject(app, olivia, { subjectKey });
  expect(looked).toBeGreaterThan(5);
  expect(nextCursor).toBeNull();
  const traced = runs.find(({ runId }) => runId === run?.id);
  expect(traced?.received.length).toBeGreaterThan(0);
  expect(traced?.proof.every(({ leafHash }) => leafHash !== null)).toBe(true);
  const completed = traced?.proof.find(({ type }) => type === 'step.ai-completed');
  const event = await getAuditEvent(app, olivia, { id: completed?.eventId ?? '' });
  expect(Buffer.from(event.leafHash, 'base64').toString('hex')).toBe(completed?.leafHash);
  expect((await traceSubject(app, olivia, { subjectKey: 'nobody-has-this-key' })).runs).toEqual([]);
  // Only the hash of what was asked is kept.
  const [kept] = await app.db.queryOnce<{ payload: unknown }>(
    { organisationId },
    `SELECT payload FROM audit_event WHERE type = 'subject.traced' ORDER BY id LIMIT 1`,
  );
  expect(JSON.stringify(kept)).not.toContain(subjectKey);
});

test('receipts past the retention period are taken out month by month, then removed; sums of spend stay', async () => {
  const old = '01898b00-0000-7000-8000-000000000001';
  await app.db.queryOnce('system', `SELECT ensure_receipt_partition('2023-07-01')`);
  await app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `INSERT INTO receipt SELECT (jsonb_populate_record(r, jsonb_build_object('id', $1::uuid, 'run_id', NULL))).*
       FROM receipt r LIMIT 1`,
      [old],
    ),
  );
  const before = await getSpend(app, olivia);
  expect(await detachOldReceipts(app, 12)).toBe(1);
  await expect(getReceipt(app, olivia, { receiptId: old as ReceiptId })).rejects.toThrow('does not exist');
  const left = () => app.db.queryOnce('system', `SELECT 1 FROM pg_class WHERE relname = 'receipt_detached_2023_07'`);
  expect(await left()).toHaveLength(1);
  expect(await listAuditTypes(app, organisationId)).toContain('receipts.detached');
  // Long past its grace, so the next round removes it.
  expect(await detachOldReceipts(app, 12)).toBe(1);
  expect(await left()).toEqual([]);
  expect(await detachOldReceipts(app, 12)).toBe(0);
  expect(await getSpend(app, olivia)).toEqual(before);
});
