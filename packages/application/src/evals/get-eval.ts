import type { Tx } from '@switchyard/db';
import { type Actor, dataClassSchema, evalRunIdSchema, gradingSchema } from '@switchyard/domain';
import { judgeAgreement } from '@switchyard/evals';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { loadPin } from '../routing/candidate-pin.ts';
import { compareEval, comparisonSchema } from './compare-eval.ts';
import { type EvalRecord, estimateSchema, evalStatuses, requireEval } from './eval-record.ts';

export const getEvalInput = z.object({ evalRunId: evalRunIdSchema });

const agreementSchema = z.object({
  count: z.int(),
  share: z.number(),
  lowerBound: z.number(),
  kappa: z.number().nullable(),
  wronglyPassed: z.int(),
});

export const evalDetailSchema = z.object({
  id: z.string(),
  taskSlug: z.string(),
  taskName: z.string(),
  datasetId: z.string(),
  datasetName: z.string(),
  purpose: z.enum(['comparison', 'regression']),
  status: z.enum(evalStatuses),
  stopReason: z.string().nullable(),
  dataClass: dataClassSchema,
  grading: gradingSchema,
  confidence: z.number(),
  margin: z.number(),
  arms: z.array(z.object({ label: z.string(), candidateRef: z.string().nullable(), wording: z.string() })),
  caseCount: z.int(),
  estimate: estimateSchema,
  progress: z.object({
    total: z.int(),
    finished: z.int(),
    /** Without an answer: the supplier failed. Lost: the worker ended during the call. */
    unanswered: z.int(),
    lost: z.int(),
    /** Answers that wait for a person's or a judge's grade. */
    ungraded: z.int(),
  }),
  comparison: comparisonSchema,
  /** The lab simulator answered. */
  isSimulated: z.boolean(),
  /** How far the model judge agreed with people who graded the same answers of this task; null without a judge. */
  judge: agreementSchema.nullable(),
  /** Whom the task is given to now; null: as the policy decides. */
  pinnedRef: z.string().nullable(),
  createdByLabel: z.string(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type EvalDetail = z.infer<typeof evalDetailSchema>;

const readProgress = async (tx: Tx, { organisationId, id, caseCount, arms }: EvalRecord) => {
  const [row] = await tx.query<Omit<EvalDetail['progress'], 'total'>>(
    `SELECT count(*) FILTER (WHERE status IN ('done', 'lost')) AS finished,
            count(*) FILTER (WHERE status = 'done' AND outcome = 'error') AS unanswered,
            count(*) FILTER (WHERE status = 'lost') AS lost,
            count(*) FILTER (WHERE status = 'done' AND outcome = 'accepted' AND score IS NULL) AS ungraded
     FROM eval_result WHERE organisation_id = $1 AND eval_run_id = $2`,
    [organisationId, id],
  );
  return { finished: 0, unanswered: 0, lost: 0, ungraded: 0, ...row, total: caseCount * arms.length };
};

/** By the receipts of the newest answers of both sides: a supplier gets its key between two answers, if at all. */
const wasSimulated = async (tx: Tx, { organisationId, id }: EvalRecord): Promise<boolean> => {
  const rows = await tx.query(
    `SELECT 1 FROM (SELECT receipt_id FROM eval_result WHERE organisation_id = $1 AND eval_run_id = $2
                    AND receipt_id IS NOT NULL ORDER BY finished_at DESC LIMIT 20) newest
       JOIN receipt r ON r.organisation_id = $1 AND r.id = newest.receipt_id WHERE r.is_simulated LIMIT 1`,
    [organisationId, id],
  );
  return rows.length > 0;
};

const rightFrom = 0.5;
const agreementConfidence = 0.9;

/** Answers to this task that a judge and a person have both graded, whatever evaluation they are of. */
const readAgreement = async (tx: Tx, run: EvalRecord) => {
  if (!run.grading.graders.some(({ grader }) => grader.kind === 'judge')) return null;
  const pairs = await tx.query<{ judge: number; person: number }>(
    `SELECT (j.grade ->> 'score')::float8 AS judge, (p.grade ->> 'score')::float8 AS person
     FROM eval_result r JOIN eval_run e ON e.id = r.eval_run_id
       CROSS JOIN LATERAL jsonb_array_elements(r.grades) AS j (grade)
       CROSS JOIN LATERAL jsonb_array_elements(r.grades) AS p (grade)
     WHERE r.organisation_id = $1 AND e.task_id = $2 AND j.grade ->> 'kind' = 'judge' AND p.grade ->> 'kind' = 'human'
       AND j.grade ->> 'score' IS NOT NULL AND p.grade ->> 'score' IS NOT NULL
     ORDER BY r.finished_at DESC LIMIT 1000`,
    [run.organisationId, run.taskId],
  );
  const verdicts = pairs.map(({ judge, person }) => ({ judge: judge > rightFrom, person: person > rightFrom }));
  return judgeAgreement(verdicts, agreementConfidence);
};

/** One evaluation: its plan, how far it is, and what the pairs so far say. Throws `not_found`. */
export const getEval = async (app: App, actor: Actor, raw: z.input<typeof getEvalInput>): Promise<EvalDetail> => {
  authorise(actor, 'tasks.read');
  const { evalRunId } = getEvalInput.parse(raw);
  return app.db.transaction(tenant(actor), async (tx) => {
    const run = await requireEval(tx, actor.organisationId, evalRunId);
    const { organisationId: _organisationId, taskId, createdById: _createdById, ...shown } = run;
    return {
      ...shown,
      arms: run.arms.map(({ label, candidateRef, wording }) => ({ label, candidateRef, wording })),
      progress: await readProgress(tx, run),
      comparison: await compareEval(tx, run),
      isSimulated: await wasSimulated(tx, run),
      judge: await readAgreement(tx, run),
      pinnedRef: await loadPin(tx, actor.organisationId, taskId),
      createdAt: run.createdAt.toISOString(),
      startedAt: run.startedAt?.toISOString() ?? null,
      finishedAt: run.finishedAt?.toISOString() ?? null,
    };
  });
};
