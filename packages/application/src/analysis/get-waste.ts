import type { SqlValue, Tx } from '@switchyard/db';
import { type Actor, taskSpecSchema } from '@switchyard/domain';
import { defaultRoutingPolicy, wilsonBounds } from '@switchyard/routing';
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
import { readTokens } from '../receipts/receipt-row.ts';
import { loadEvidence } from '../routing/load-routing.ts';
import { countReceipts } from './count-receipts.ts';

export const getWasteInput = receiptFilterSchema.extend({ days: z.int().min(1).max(366).default(30) });

const findingSchema = z.object({
  taskSlug: z.string().nullable(),
  /** One receipt to look at; of the same call again, the one whose input the others share. */
  receiptId: z.string().nullable(),
  runId: z.string().nullable(),
  /** Of dear candidates: whom the receipts asked. */
  candidateRef: z.string().nullable(),
  /** Of oversize input: the receipts are those of the task that read at least so many tokens. */
  inputTokensMin: z.int().nullable(),
  receipts: z.int(),
  wastedMicroUsd: z.int(),
  /** One sentence with the figures that make it waste. */
  explanation: z.string(),
});
export type WasteFinding = z.infer<typeof findingSchema>;

export const wasteSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  /** Receipts looked at, the newest of the period. */
  looked: z.int(),
  /** Receipts of the period in all; where they are more, repetitions, loops and oversize input of older ones are not found. */
  receipts: z.int(),
  /** A dear candidate did what a proven cheaper one does well enough. */
  dearer: z.array(findingSchema),
  /** The same input to the same work again. */
  repeated: z.array(findingSchema),
  /** One run that asked for the same task many times. */
  loops: z.array(findingSchema),
  /** Far more input than this task usually needs. */
  oversized: z.array(findingSchema),
});
export type Waste = z.infer<typeof wasteSchema>;

const lookedMax = 50_000;
const findingsMax = 20;
/** One run asking for a task this often is a loop to look at. */
const loopMin = 8;
/** Input of this many tokens and this many times the task's median is worth a look. */
const oversize = { tokensMin: 8000, timesMedian: 4 };

/** The newest receipts that fit, of so many looked through at most: what is rare is not searched for in years. */
const scannedMax = 200_000;

const looked = `
  SELECT r.id, r.task_ref, r.run_id, r.step_id, r.input_hash, r.is_cache_hit, r.outcome, r.cost_micro_usd, r.output_tokens,
         ${readTokens('r')} AS read_tokens
  FROM (SELECT * FROM receipt r WHERE r.organisation_id = $1 AND r.id >= $9 AND r.id < $10 ORDER BY r.id DESC LIMIT ${scannedMax}) r
  WHERE ${receiptWhere} ORDER BY r.id DESC LIMIT ${lookedMax}`;

/** All but the dearest of each group was for nothing. */
const repeated = `
  SELECT 'repeated' AS kind, task_ref, (array_agg(id ORDER BY id DESC))[1] AS "receiptId", NULL::uuid AS "runId",
         count(*)::int AS receipts, (sum(cost_micro_usd) - max(cost_micro_usd))::bigint AS "wastedMicroUsd", 0 AS usual
  FROM looked WHERE input_hash IS NOT NULL AND NOT is_cache_hit AND outcome = 1 AND cost_micro_usd > 0
  GROUP BY task_ref, input_hash HAVING count(*) > 1`;

const loops = `
  SELECT 'loops' AS kind, task_ref, NULL::uuid AS "receiptId", run_id AS "runId", count(*)::int AS receipts,
         sum(cost_micro_usd)::bigint AS "wastedMicroUsd", count(DISTINCT step_id)::int AS usual
  FROM looked WHERE run_id IS NOT NULL GROUP BY task_ref, run_id
  HAVING count(*) >= ${loopMin} AND count(DISTINCT input_hash) <= count(*) / 2`;

/** The cost of the tokens above the median, as their share of all tokens of the call. */
const oversized = `
  SELECT 'oversized' AS kind, r.task_ref, (array_agg(r.id ORDER BY r.read_tokens DESC))[1] AS "receiptId", NULL::uuid AS "runId",
         count(*)::int AS receipts,
         sum(r.cost_micro_usd * (r.read_tokens - m.median) / (r.read_tokens + r.output_tokens))::bigint AS "wastedMicroUsd",
         m.median::int AS usual
  FROM looked r JOIN (
    SELECT task_ref, percentile_disc(0.5) WITHIN GROUP (ORDER BY read_tokens) AS median FROM looked
    WHERE read_tokens > 0 GROUP BY task_ref) m ON m.task_ref IS NOT DISTINCT FROM r.task_ref
  WHERE r.read_tokens >= ${oversize.tokensMin} AND r.read_tokens >= ${oversize.timesMedian} * m.median
  GROUP BY r.task_ref, m.median`;

const worst = (sql: string): string => `(${sql} ORDER BY "wastedMicroUsd" DESC LIMIT ${findingsMax})`;

/** The receipts are read once; `looked` is how many. */
const findings = `
  WITH looked AS MATERIALIZED (${looked}),
  found AS (${[repeated, loops, oversized].map(worst).join(' UNION ALL ')})
  SELECT f.kind, t.key AS "taskSlug", f."receiptId", f."runId", f.receipts, f."wastedMicroUsd", f.usual, c.looked
  FROM (SELECT count(*)::int AS looked FROM looked) c LEFT JOIN found f ON true LEFT JOIN receipt_term t ON t.id = f.task_ref
  ORDER BY f."wastedMicroUsd" DESC`;

interface FoundRow {
  /** Null in the only row where nothing was found. */
  readonly kind: 'repeated' | 'loops' | 'oversized' | null;
  readonly taskSlug: string | null;
  readonly receiptId: string | null;
  readonly runId: string | null;
  readonly receipts: number;
  readonly wastedMicroUsd: number;
  readonly usual: number;
  readonly looked: number;
}

const sentences: Readonly<Record<NonNullable<FoundRow['kind']>, (row: FoundRow) => string>> = {
  repeated: ({ receipts }) => `The same input was answered ${receipts} times; once would have done.`,
  loops: ({ receipts, usual }) =>
    `One run asked for this ${receipts} times in ${usual} steps, half of them with the same input.`,
  oversized: ({ receipts, usual }) =>
    `${receipts} calls sent over ${oversize.timesMedian} times the usual ${usual} tokens.`,
};

const findingsOf = (rows: readonly FoundRow[], kind: keyof typeof sentences): WasteFinding[] =>
  rows
    .filter((row) => row.kind === kind)
    .map((row) => ({
      taskSlug: row.taskSlug,
      receiptId: row.receiptId,
      runId: row.runId,
      candidateRef: null,
      inputTokensMin: kind === 'oversized' ? Math.max(oversize.tokensMin, oversize.timesMedian * row.usual) : null,
      receipts: row.receipts,
      wastedMicroUsd: row.wastedMicroUsd,
      explanation: sentences[kind](row),
    }));

interface MeanRow {
  readonly taskId: string;
  readonly taskSlug: string;
  readonly draft: unknown;
  readonly ref: string;
  readonly attempts: number;
  readonly meanMicroUsd: number;
}

const means = `
  WITH sums AS MATERIALIZED (
    SELECT s.task_ref, s.candidate_ref, sum(s.attempts)::int AS attempts, sum(s.cost_micro_usd) AS cost
    FROM spend_rollup s WHERE ${rollupWhere} AND s.day BETWEEN $9::date AND $10::date AND s.attempts > 0 GROUP BY 1, 2)
  SELECT k.id AS "taskId", k.slug AS "taskSlug", k.draft, c.key AS ref, s.attempts,
         (s.cost / s.attempts)::bigint AS "meanMicroUsd"
  FROM sums s JOIN receipt_term t ON t.id = s.task_ref JOIN receipt_term c ON c.id = s.candidate_ref
    JOIN task k ON k.organisation_id = $1 AND k.slug = t.key`;

/** For each dear candidate of one task, the cheapest other one that its evidence proves. */
const dearerOf = async (tx: Tx, actor: Actor, rows: readonly MeanRow[]): Promise<WasteFinding[]> => {
  const [first] = rows;
  const task = taskSpecSchema.safeParse(first?.draft);
  if (!first || !task.success) return [];
  const { outcomes } = await loadEvidence(tx, actor.organisationId, first.taskId);
  const target = task.data.qualityTarget;
  const proven = rows
    .filter(({ ref }) => {
      const { succeeded = 0, graded = 0 } = outcomes[ref] ?? {};
      return wilsonBounds(succeeded, graded, defaultRoutingPolicy.confidence).lower >= target;
    })
    .sort((left, right) => left.meanMicroUsd - right.meanMicroUsd);
  const [cheapest] = proven;
  if (!cheapest) return [];
  return rows
    .filter(({ meanMicroUsd }) => meanMicroUsd > cheapest.meanMicroUsd)
    .map(({ ref, taskSlug, attempts, meanMicroUsd }) => ({
      taskSlug,
      receiptId: null,
      runId: null,
      candidateRef: ref,
      inputTokensMin: null,
      receipts: attempts,
      wastedMicroUsd: attempts * (meanMicroUsd - cheapest.meanMicroUsd),
      explanation: `${ref} was asked ${attempts} times; ${cheapest.ref} is proven on this task and costs ${Math.round((cheapest.meanMicroUsd / meanMicroUsd) * 100)} % of it.`,
    }));
};

const findDearer = async (tx: Tx, actor: Actor, values: readonly SqlValue[]): Promise<WasteFinding[]> => {
  const byTask = Map.groupBy(await tx.query<MeanRow>(means, values), ({ taskId }) => taskId);
  const found: WasteFinding[] = [];
  for (const rows of byTask.values()) found.push(...(await dearerOf(tx, actor, rows)));
  return found.sort((left, right) => right.wastedMicroUsd - left.wastedMicroUsd).slice(0, findingsMax);
};

/** Money that the receipts of a period show to have been spent for nothing, or on more than was needed. */
export const getWaste = async (app: App, actor: Actor, raw: z.input<typeof getWasteInput> = {}): Promise<Waste> => {
  authorise(actor, 'receipts.read');
  const input = getWasteInput.parse(raw);
  const period = periodOf(app, input);
  return app.db.transaction(tenant(actor), async (tx) => {
    const filter = await filterValues(tx, actor.organisationId, input);
    const values = [...filter, firstIdOfDay(period.from), firstIdAfterDay(period.to)];
    const found = await tx.query<FoundRow>(findings, values);
    const looked = found[0]?.looked ?? 0;
    return {
      ...period,
      looked,
      // A supplier is also looked at where it was asked in vain, which is no receipt of its own.
      receipts: Math.max(looked, await countReceipts(tx, filter, period)),
      dearer: await findDearer(tx, actor, [...filter, period.from, period.to]),
      repeated: findingsOf(found, 'repeated'),
      loops: findingsOf(found, 'loops'),
      oversized: findingsOf(found, 'oversized'),
    };
  });
};
