import type { Tx } from '@switchyard/db';
import { type Actor, dataClassSchema, evalRunIdSchema, type Grader, gradingSchema } from '@switchyard/domain';
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
  /** The judge: who, and by what criteria. Asked by others, or by other ones, it is another judge. */
  candidateRef: z.string(),
  criteria: z.string(),
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
  /** Cases that the task's classifier learned from, and that nobody is asked. */
  leftOut: z.int(),
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
  /** How far each model judge agreed with people who graded the same answers of this task. */
  judges: z.array(agreementSchema),
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

type Judge = Extract<Grader, { kind: 'judge' }>;

/** Answers to this task that this very judge and a person have both graded, whatever evaluation they are of. */
const readPairs = (tx: Tx, { organisationId, taskId }: EvalRecord, judge: Judge) =>
  tx.query<{ judge: number; person: number }>(
    `SELECT (r.grades -> (g.place::int - 1) ->> 'score')::float8 AS judge, (p.grade ->> 'score')::float8 AS person
     FROM eval_run e JOIN eval_result r ON r.eval_run_id = e.id
       CROSS JOIN LATERAL jsonb_array_elements(e.grading -> 'graders') WITH ORDINALITY AS g (each, place)
       CROSS JOIN LATERAL jsonb_array_elements(r.grades) AS p (grade)
     WHERE e.organisation_id = $1 AND e.task_id = $2 AND r.organisation_id = $1 AND g.each -> 'grader' ->> 'kind' = 'judge'
       AND g.each -> 'grader' ->> 'candidateRef' = $3 AND g.each -> 'grader' ->> 'criteria' = $4
       AND p.grade ->> 'kind' = 'human' AND p.grade ->> 'score' IS NOT NULL
       AND r.grades -> (g.place::int - 1) ->> 'score' IS NOT NULL
     ORDER BY r.finished_at DESC LIMIT 1000`,
    [organisationId, taskId, judge.candidateRef, judge.criteria],
  );

const readAgreements = async (tx: Tx, run: EvalRecord): Promise<EvalDetail['judges']> => {
  const judges = run.grading.graders.flatMap(({ grader }) => (grader.kind === 'judge' ? [grader] : []));
  const agreements: EvalDetail['judges'] = [];
  for (const judge of judges) {
    const pairs = await readPairs(tx, run, judge);
    const verdicts = pairs.map((pair) => ({ judge: pair.judge > rightFrom, person: pair.person > rightFrom }));
    const { candidateRef, criteria } = judge;
    agreements.push({ candidateRef, criteria, ...judgeAgreement(verdicts, agreementConfidence) });
  }
  return agreements;
};

/** One evaluation: its plan, how far it is, and what the pairs so far say. Throws `not_found`. */
export const getEval = async (app: App, actor: Actor, raw: z.input<typeof getEvalInput>): Promise<EvalDetail> => {
  authorise(actor, 'tasks.read');
  const { evalRunId } = getEvalInput.parse(raw);
  return app.db.transaction(tenant(actor), async (tx) => {
    const run = await requireEval(tx, actor.organisationId, evalRunId);
    const {
      organisationId: _organisationId,
      taskId,
      createdById: _createdById,
      classifierVersionId: _version,
      ...shown
    } = run;
    return {
      ...shown,
      arms: run.arms.map(({ label, candidateRef, wording }) => ({ label, candidateRef, wording })),
      progress: await readProgress(tx, run),
      comparison: await compareEval(tx, run),
      isSimulated: await wasSimulated(tx, run),
      judges: await readAgreements(tx, run),
      pinnedRef: await loadPin(tx, actor.organisationId, taskId),
      createdAt: run.createdAt.toISOString(),
      startedAt: run.startedAt?.toISOString() ?? null,
      finishedAt: run.finishedAt?.toISOString() ?? null,
    };
  });
};
