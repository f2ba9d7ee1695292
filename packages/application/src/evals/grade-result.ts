import type { Tx } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  datasetCaseIdSchema,
  evalRunIdSchema,
  type Grade,
  gradeSchema,
  type JsonObject,
  type JsonValue,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise, requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { type EvalRecord, evalLabel, requireEval } from './eval-record.ts';
import { scoreGrades } from './grade-case.ts';
import { noteEvidence } from './store-outcome.ts';

export const gradeResultInput = z.object({
  evalRunId: evalRunIdSchema,
  caseId: datasetCaseIdSchema,
  arm: z.int().min(0).max(1),
  isRight: z.boolean(),
  reason: z.string().trim().max(500).default(''),
});

interface ResultRow {
  readonly output: JsonValue;
  readonly grades: unknown;
  readonly costMicroUsd: number;
  readonly candidateRef: string | null;
  readonly input: JsonObject;
  readonly expected: JsonValue;
}

const lockResult = async (tx: Tx, run: EvalRecord, caseId: string, arm: number): Promise<ResultRow> => {
  const [row] = await tx.query<ResultRow>(
    `SELECT r.output, r.grades, r.cost_micro_usd AS "costMicroUsd", r.candidate_ref AS "candidateRef", c.input, c.expected
     FROM eval_result r JOIN dataset_case c ON c.id = r.case_id
     WHERE r.organisation_id = $1 AND r.eval_run_id = $2 AND r.case_id = $3 AND r.arm = $4 AND r.status = 'done'
       AND r.outcome = 'accepted' FOR UPDATE OF r`,
    [run.organisationId, run.id, caseId, arm],
  );
  if (!row) throw new DomainError('not_found', 'There is no answer to grade here.');
  return row;
};

/**
 * A person says whether an answer is right: the grade of a human grader, or, where the dataset has a judge and no human, beside
 * the judge's, as evidence of how far the judge is to be believed. Throws `not_permitted_now` where neither is asked.
 */
export const gradeResult = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof gradeResultInput>,
): Promise<{ score: number | null }> => {
  authorise(actor, 'evals.manage');
  const person = requirePerson(actor);
  const { evalRunId, caseId, arm, isRight, reason } = gradeResultInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const run = await requireEval(tx, actor.organisationId, evalRunId);
    const row = await lockResult(tx, run, caseId, arm);
    const kinds = run.grading.graders.map(({ grader }) => grader.kind);
    if (!kinds.includes('human') && !kinds.includes('judge')) {
      throw new DomainError('not_permitted_now', 'Answers of this dataset are graded by rules, not by people.');
    }
    const said: Grade = {
      kind: 'human',
      score: isRight ? 1 : 0,
      explanation: `${person.name}: ${isRight ? 'right' : 'wrong'}.${reason === '' ? '' : ` ${reason}`}`,
    };
    const before = z.array(gradeSchema).parse(row.grades).slice(0, kinds.length);
    const given = Object.fromEntries(before.map((grade, index) => [index, kinds[index] === 'human' ? said : grade]));
    const { input, expected, output } = row;
    const graded = scoreGrades({ grading: run.grading, input, output, expected, given });
    const grades = kinds.includes('human') ? graded.grades : [...graded.grades, said];
    await tx.execute(
      `UPDATE eval_result SET grades = $5, score = $6, is_passed = $7
       WHERE organisation_id = $1 AND eval_run_id = $2 AND case_id = $3 AND arm = $4`,
      [actor.organisationId, evalRunId, caseId, arm, JSON.stringify(grades), graded.score, graded.isPassed],
    );
    const { candidateRef, costMicroUsd } = row;
    const { score } = graded;
    const result = { input, arm, outcome: 'accepted', candidateRef, output, score, costMicroUsd, outputTokens: null };
    await noteEvidence(app, tx, run, result);
    await appendAudit(tx, actor, app.now(), {
      type: 'eval.answer-graded',
      target: { id: run.id, label: evalLabel(run) },
      payload: { caseId, arm, isRight },
    });
    return { score: graded.score };
  });
};
