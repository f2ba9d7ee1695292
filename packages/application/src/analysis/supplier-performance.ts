import type { Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { periodOf } from '../receipts/period.ts';
import {
  filterValues,
  firstIdAfterDay,
  firstIdOfDay,
  receiptFilterSchema,
  receiptWhere,
  rollupWhere,
} from '../receipts/receipt-filter.ts';
import { countReceipts } from './count-receipts.ts';

export const getSupplierPerformanceInput = receiptFilterSchema.extend({ days: z.int().min(1).max(1100).default(30) });

const candidateSchema = z.object({
  /** `supplier` or `supplier/model`. */
  ref: z.string(),
  isSimulated: z.boolean(),
  attempts: z.int(),
  errors: z.int(),
  /** 0–1. */
  errorShare: z.number(),
  /** Of all attempts, those that failed included. */
  meanMs: z.int(),
  /** Of the newest receipts with one attempt; null without any. */
  p50Ms: z.int().nullable(),
  p95Ms: z.int().nullable(),
});

export const supplierPerformanceSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  /** How many receipts the percentiles are of. */
  sampled: z.int(),
  /** Receipts of the period in all. */
  receipts: z.int(),
  candidates: z.array(candidateSchema),
});
export type SupplierPerformance = z.infer<typeof supplierPerformanceSchema>;

/** Percentiles need single durations, which the rollup does not have: they are taken from this many receipts at most. */
const sampleMax = 20_000;
/** The newest that fit, of so many looked through at most. */
const scannedMax = 200_000;

interface CountRow {
  readonly ref: string;
  readonly isSimulated: boolean;
  readonly attempts: number;
  readonly errors: number;
  readonly durationMs: number;
}

interface SampleRow {
  readonly ref: string;
  readonly isSimulated: boolean;
  readonly sampled: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const counts = `
  WITH sums AS MATERIALIZED (
    SELECT s.candidate_ref, s.is_simulated, sum(s.attempts)::int AS attempts, sum(s.errors)::int AS errors,
           sum(s.duration_ms)::bigint AS duration_ms
    FROM spend_rollup s WHERE ${rollupWhere} AND s.day BETWEEN $9::date AND $10::date AND s.attempts > 0 GROUP BY 1, 2)
  SELECT t.key AS ref, s.is_simulated AS "isSimulated", s.attempts, s.errors, s.duration_ms AS "durationMs"
  FROM sums s JOIN receipt_term t ON t.id = s.candidate_ref ORDER BY s.attempts DESC LIMIT 200`;

const sample = `
  SELECT t.key AS ref, r.is_simulated AS "isSimulated", count(*)::int AS sampled,
         percentile_disc(0.5) WITHIN GROUP (ORDER BY r.duration_ms) AS "p50Ms",
         percentile_disc(0.95) WITHIN GROUP (ORDER BY r.duration_ms) AS "p95Ms"
  FROM (SELECT r.candidate_ref, r.is_simulated, r.duration_ms
        FROM (SELECT * FROM receipt r WHERE r.organisation_id = $1 AND r.id >= $9 AND r.id < $10
              ORDER BY r.id DESC LIMIT ${scannedMax}) r
        WHERE ${receiptWhere} AND r.attempts = 1 AND NOT r.is_cache_hit
        ORDER BY r.id DESC LIMIT ${sampleMax}) r
  JOIN receipt_term t ON t.id = r.candidate_ref GROUP BY 1, 2`;

const load = async (
  tx: Tx,
  actor: Actor,
  filter: z.output<typeof getSupplierPerformanceInput>,
  period: { from: string; to: string },
) => {
  const values = await filterValues(tx, actor.organisationId, filter);
  return {
    receipts: await countReceipts(tx, values, period),
    counted: await tx.query<CountRow>(counts, [...values, period.from, period.to]),
    sampled: await tx.query<SampleRow>(sample, [...values, firstIdOfDay(period.from), firstIdAfterDay(period.to)]),
  };
};

/** How quick and how dependable each supplier and model was. */
export const getSupplierPerformance = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getSupplierPerformanceInput> = {},
): Promise<SupplierPerformance> => {
  authorise(actor, 'receipts.read');
  const input = getSupplierPerformanceInput.parse(raw);
  const period = periodOf(app, input);
  const { receipts, counted, sampled } = await app.db.transaction(tenant(actor), (tx) =>
    load(tx, actor, input, period),
  );
  return {
    ...period,
    sampled: sampled.reduce((sum, row) => sum + row.sampled, 0),
    receipts,
    candidates: counted.map(({ ref, isSimulated, attempts, errors, durationMs }) => {
      const own = sampled.find((row) => row.ref === ref && row.isSimulated === isSimulated);
      return {
        ref,
        isSimulated,
        attempts,
        errors,
        errorShare: errors / attempts,
        meanMs: Math.round(durationMs / attempts),
        p50Ms: own?.p50Ms ?? null,
        p95Ms: own?.p95Ms ?? null,
      };
    }),
  };
};
