import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { comparePairs } from '@switchyard/evals';
import { z } from 'zod';
import type { WhatIfChange } from '../analysis/what-if-view.ts';

const datasetSchema = z.object({ id: z.string(), name: z.string(), cases: z.int() });

/** What evaluated cases say of a task that the draft would give to somebody else. */
export const answerComparisonSchema = z.object({
  taskSlug: z.string(),
  taskId: z.string().nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  fromRef: z.string().nullable(),
  toRef: z.string().nullable(),
  /** Receipts that would go elsewhere. */
  receipts: z.int(),
  /**
   * `paired`: on the cases both answered. `bounds`: what each showed by itself, set against the other. `person`: a person would do
   * it, whom nobody measures. `none`: nothing is known.
   */
  basis: z.enum(['paired', 'bounds', 'person', 'none']),
  cases: z.int(),
  /** Share of right answers, draft minus now. */
  difference: z.number().nullable(),
  interval: z.object({ low: z.number(), high: z.number() }),
  /** How many more cases like these would decide; null: no number is known. 0: it is decided. */
  casesToDecide: z.int().nullable(),
  finding: z.enum(['better', 'good_enough', 'worse', 'open']),
  /** Where the missing cases can be asked, the largest first; null: the task has no dataset with cases. */
  dataset: datasetSchema.nullable(),
  /** The newest evaluation of just these two. */
  evalRun: z.object({ id: z.string(), status: z.string() }).nullable(),
});
export type AnswerComparison = z.infer<typeof answerComparisonSchema>;

export interface CompareTerms {
  readonly confidence: number;
  /** What one would give up, as a share. */
  readonly margin: number;
}

type Found = Pick<AnswerComparison, 'basis' | 'cases' | 'difference' | 'interval' | 'casesToDecide' | 'finding'>;

const unknown: Found = {
  basis: 'none',
  cases: 0,
  difference: null,
  interval: { low: -1, high: 1 },
  casesToDecide: null,
  finding: 'open',
};

const loadPairs = (tx: Tx, organisationId: OrganisationId, taskId: string, from: string, to: string) =>
  tx.query<{ incumbent: number; challenger: number }>(
    `SELECT a.score AS incumbent, b.score AS challenger FROM case_outcome a
     JOIN case_outcome b ON b.task_id = a.task_id AND b.case_key = a.case_key AND b.candidate_ref = $4
     WHERE a.organisation_id = $1 AND a.task_id = $2 AND a.candidate_ref = $3`,
    [organisationId, taskId, from, to],
  );

/** Two that did not answer the same cases: the worst of one against the best of the other. */
const compareBounds = ({ qualityBefore, qualityAfter }: WhatIfChange, { margin }: CompareTerms): Found => {
  if (!qualityBefore || !qualityAfter) return unknown;
  const low = qualityAfter.low - (qualityBefore.high ?? 1);
  const high = (qualityAfter.high ?? 1) - qualityBefore.low;
  const finding = low > 0 ? 'better' : low >= -margin ? 'good_enough' : high < -margin ? 'worse' : 'open';
  return {
    basis: 'bounds',
    cases: qualityAfter.cases,
    difference: null,
    interval: { low, high },
    casesToDecide: finding === 'open' ? null : 0,
    finding,
  };
};

const compare = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string | null,
  change: WhatIfChange,
  terms: CompareTerms,
): Promise<Found> => {
  const { fromRef, toRef } = change;
  if (change.isToPerson) return { ...unknown, basis: 'person' };
  if (taskId === null || fromRef === null || toRef === null) return compareBounds(change, terms);
  const pairs = await loadPairs(tx, organisationId, taskId, fromRef, toRef);
  if (pairs.length === 0) return compareBounds(change, terms);
  const { cases, difference, interval, casesToDecide, finding } = comparePairs(pairs, terms);
  return { basis: 'paired', cases, difference, interval, casesToDecide, finding };
};

interface TaskRow {
  readonly id: string;
  readonly dataset: unknown;
}

const findTask = async (tx: Tx, organisationId: OrganisationId, slug: string): Promise<TaskRow | undefined> => {
  const [row] = await tx.query<TaskRow>(
    `SELECT t.id, (
       SELECT jsonb_build_object('id', d.id, 'name', d.name, 'cases', count(c.id)) FROM dataset d
       JOIN dataset_case c ON c.dataset_id = d.id AND c.removed_at IS NULL
       WHERE d.organisation_id = $1 AND d.task_id = t.id AND d.archived_at IS NULL
       GROUP BY d.id, d.name ORDER BY count(c.id) DESC, d.id LIMIT 1) AS dataset
     FROM task t WHERE t.organisation_id = $1 AND t.slug = $2 AND t.archived_at IS NULL`,
    [organisationId, slug],
  );
  return row;
};

const findRun = async (tx: Tx, organisationId: OrganisationId, taskId: string, change: WhatIfChange) => {
  const [run] = await tx.query<{ id: string; status: string }>(
    `SELECT id, status FROM eval_run WHERE organisation_id = $1 AND task_id = $2 AND purpose = 'comparison'
       AND status <> 'cancelled' AND arms->0->>'candidateRef' = $3 AND arms->1->>'candidateRef' = $4
     ORDER BY created_at DESC, id DESC LIMIT 1`,
    [organisationId, taskId, change.fromRef, change.toRef],
  );
  return run ?? null;
};

/** What evaluated cases of its task say of one change. */
export const compareAnswers = async (
  tx: Tx,
  organisationId: OrganisationId,
  change: WhatIfChange,
  terms: CompareTerms,
): Promise<AnswerComparison> => {
  const { taskSlug, from, to, fromRef, toRef, receipts } = change;
  const task = taskSlug === '' ? undefined : await findTask(tx, organisationId, taskSlug);
  const taskId = task?.id ?? null;
  return {
    ...{ taskSlug, taskId, from, to, fromRef, toRef, receipts },
    ...(await compare(tx, organisationId, taskId, change, terms)),
    dataset: datasetSchema.nullable().parse(task?.dataset ?? null),
    evalRun: taskId === null ? null : await findRun(tx, organisationId, taskId, change),
  };
};
