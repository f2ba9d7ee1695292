import { setTimeout as delay } from 'node:timers/promises';
import {
  getReceipt,
  getSpend,
  listReceipts,
  type ReceiptContext,
  type ReceiptEntry,
  recordReceipts,
} from '@switchyard/application';
import { newId } from '@switchyard/db';
import type { ReceiptId, UserActor } from '@switchyard/domain';
import pg from 'pg';
import type { BenchInstallation } from '../installation/open-installation.ts';
import { percentile, round } from '../measure/percentile.ts';
import { fillReceipts } from './fill-receipts.ts';

const untilAtRest = async (client: pg.Client): Promise<void> => {
  for (let left = 120; left > 0; left -= 1) {
    const { rows } = await client.query<{ rest: boolean }>(
      `SELECT count(*) > 5 AND NOT EXISTS (SELECT 1 FROM run WHERE status = 'running') AS rest FROM receipt`,
    );
    if (rows[0]?.rest) return;
    await delay(500);
  }
  throw new Error('The demo’s runs did not come to rest within a minute.');
};

const measureBytes = async (client: pg.Client) => {
  const { rows } = await client.query<Record<'rows' | 'heap' | 'indexes' | 'terms' | 'rollups', number>>(`
    SELECT (SELECT count(*) FROM receipt)::float8 AS rows,
           sum(pg_table_size(inhrelid))::float8 AS heap, sum(pg_indexes_size(inhrelid))::float8 AS indexes,
           pg_total_relation_size('receipt_term')::float8 AS terms, pg_total_relation_size('spend_rollup')::float8 AS rollups
    FROM pg_inherits WHERE inhparent = 'receipt'::regclass`);
  const [sizes] = rows;
  if (!sizes) throw new Error('The receipts have no partitions.');
  const each = (bytes: number) => round(bytes / sizes.rows);
  return {
    heap: each(sizes.heap),
    indexes: each(sizes.indexes),
    total: each(sizes.heap + sizes.indexes),
    termsAndRollups: each(sizes.terms + sizes.rollups),
  };
};

const time = async (requests: number, work: () => Promise<unknown>) => {
  const times: number[] = [];
  await work();
  for (let n = 0; n < requests; n += 1) {
    const startedAt = performance.now();
    await work();
    times.push(performance.now() - startedAt);
  }
  return { p50: round(percentile(times, 50)), p95: round(percentile(times, 95)) };
};

const measureReading = async ({ app }: BenchInstallation, actor: UserActor, requests: number) => {
  const whole = await getSpend(app, actor, { days: 90 });
  const person = whole.byPerson[3]?.key ?? '';
  const taskSlug = whole.byTask[2]?.key ?? '';
  const supplierSlug = whole.bySupplier[1]?.key ?? '';
  const apiKey = whole.byApiKey[2]?.key ?? '';
  const filters = {
    '30 days': {},
    '90 days': { days: 90 },
    '90 days of a supplier': { days: 90, supplierSlug },
    '30 days of a person': { person },
    '90 days of a task by API key': { days: 90, taskSlug, apiKey },
  };
  const found: Record<string, { p50: number; p95: number }> = {};
  for (const [name, filter] of Object.entries(filters)) {
    found[`spend, ${name}`] = await time(requests, () => getSpend(app, actor, filter));
    const { days: _days, ...rest } = { days: 0, ...filter };
    found[`receipts, ${name}`] = await time(requests, () => listReceipts(app, actor, rest));
  }
  return found;
};

const entryLike = (template: Omit<ReceiptEntry, 'context'>, context: Omit<ReceiptContext, 'id'>): ReceiptEntry => ({
  ...template,
  context: { ...context, id: newId<ReceiptId>() },
});

/** Receipts a second through the product's own writer, all of one organisation, task and day: the same rows of the rollup. */
const measureWriting = async (installation: BenchInstallation, actor: UserActor, writers: number, batch: number) => {
  const { app, organisationId } = installation;
  const { items } = await listReceipts(app, actor, { origin: 'step', limit: 1 });
  const { receipt } = await getReceipt(app, actor, { receiptId: (items[0]?.id ?? '') as ReceiptId });
  const context = {
    organisationId,
    origin: 'gateway',
    workflowId: null,
    runId: null,
    stepId: null,
    taskId: null,
    taskVersionId: null,
    taskSlug: 'bench',
    apiKeyId: null,
    personId: null,
    inputHash: 1n,
    isCacheHit: false,
  } as const;
  const endAt = performance.now() + 5000;
  let written = 0;
  const write = async () => {
    while (performance.now() < endAt) {
      const entries = Array.from({ length: batch }, () => entryLike({ receipt }, context));
      await app.db.transaction({ organisationId }, (tx) => recordReceipts(tx, entries));
      written += batch;
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: writers }, write));
  return Math.round((written * 1000) / (performance.now() - startedAt));
};

/** Millions of receipts: what each takes on disk, how long the spend page takes over them, how fast more are written. */
export const measureVolume = async (installation: BenchInstallation, rows: number, requests: number) => {
  const client = new pg.Client({ connectionString: installation.databaseUrl, application_name: 'bench-receipts' });
  await client.connect();
  try {
    await untilAtRest(client);
    const startedAt = performance.now();
    await fillReceipts(installation, client, rows);
    const fillSeconds = Math.round((performance.now() - startedAt) / 1000);
    const actor = await installation.person('petra@demo.local');
    return {
      rows,
      fillSeconds,
      bytesPerReceipt: await measureBytes(client),
      readingMs: await measureReading(installation, actor, requests),
      writtenPerSecond: {
        'one a commit, 1 writer': await measureWriting(installation, actor, 1, 1),
        'one a commit, 16 writers': await measureWriting(installation, actor, 16, 1),
        'batches of 100, 4 writers': await measureWriting(installation, actor, 4, 100),
      },
    };
  } finally {
    await client.end();
  }
};
