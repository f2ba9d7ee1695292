import type { Tx } from '@switchyard/db';
import { compareAmounts, comparePairs } from '@switchyard/evals';
import { z } from 'zod';
import type { EvalRecord } from './eval-record.ts';

const intervalSchema = z.object({ low: z.number(), high: z.number() });

/** Quality of the challenger against the incumbent over the cases both have a score for. */
const qualitySchema = z.object({
  cases: z.int(),
  incumbentMean: z.number(),
  challengerMean: z.number(),
  difference: z.number(),
  interval: intervalSchema,
  /** Exact McNemar; null for graded scores. */
  pValue: z.number().nullable(),
  finding: z.enum(['better', 'good_enough', 'worse', 'open']),
  casesToDecide: z.int().nullable(),
});

/** Mean per case, in micro-dollars or milliseconds. */
const amountSchema = z.object({
  incumbentMean: z.number(),
  challengerMean: z.number(),
  difference: z.number(),
  interval: intervalSchema.nullable(),
});

export const comparisonSchema = z.object({
  quality: qualitySchema,
  cost: amountSchema,
  duration: amountSchema,
  /** Cases on which the challenger did worse, and better. */
  worse: z.int(),
  better: z.int(),
  /** All answers and their grading. */
  costMicroUsd: z.int(),
});
export type EvalComparison = z.infer<typeof comparisonSchema>;

interface PairRow {
  readonly scores: readonly (number | null)[];
  readonly costs: readonly number[];
  readonly durations: readonly number[];
}

const pairAt = (values: readonly (number | null)[]) => ({ incumbent: values[0] ?? 0, challenger: values[1] ?? 0 });

/** Compares what is there so far: pairs of which both sides have a score. */
export const compareEval = async (tx: Tx, run: EvalRecord): Promise<EvalComparison> => {
  const rows = await tx.query<PairRow>(
    `SELECT array_agg(score ORDER BY arm) AS scores, array_agg(cost_micro_usd::float8 ORDER BY arm) AS costs,
            array_agg(duration_ms ORDER BY arm) AS durations
     FROM eval_result WHERE organisation_id = $1 AND eval_run_id = $2 AND status = 'done' AND score IS NOT NULL
     GROUP BY case_id HAVING count(*) = 2`,
    [run.organisationId, run.id],
  );
  const [spent] = await tx.query<{ cost: number }>(
    `SELECT coalesce(sum(cost_micro_usd + grading_cost_micro_usd), 0)::bigint AS cost FROM eval_result
     WHERE organisation_id = $1 AND eval_run_id = $2`,
    [run.organisationId, run.id],
  );
  const { confidence, margin } = run;
  const scores = rows.map((row) => pairAt(row.scores));
  return {
    quality: comparePairs(scores, { confidence, margin }),
    cost: compareAmounts(
      rows.map(({ costs }) => pairAt(costs)),
      confidence,
    ),
    duration: compareAmounts(
      rows.map(({ durations }) => pairAt(durations)),
      confidence,
    ),
    worse: scores.filter(({ incumbent, challenger }) => challenger < incumbent).length,
    better: scores.filter(({ incumbent, challenger }) => challenger > incumbent).length,
    costMicroUsd: spent?.cost ?? 0,
  };
};
