import { contentDigest } from '@switchyard/approvals';
import { newId, type Tx } from '@switchyard/db';
import {
  type DataClass,
  DomainError,
  describeDataIssues,
  type JsonValue,
  type TaskSpec,
  taskSpecSchema,
  type UserActor,
} from '@switchyard/domain';
import { appendAudit } from '../audit/append-audit.ts';
import { readStored } from '../payloads/stored-value.ts';
import { dataClassName } from '../receipts/receipt-codes.ts';
import { gradeByPerson, isSameAnswer } from './grade-by-person.ts';
import { keepPersonsAnswer } from './keep-persons-answer.ts';

export interface NewCorrection {
  readonly runId: string;
  readonly stepId: string;
  /** What would have been right. */
  readonly output: JsonValue;
  readonly reason: string;
  /** The request with whose answer it comes; null: on the run's page. */
  readonly approvalId: string | null;
  readonly at: Date;
}

interface AnsweredStep {
  readonly name: string;
  readonly nodeId: string;
  readonly status: string;
  readonly input: JsonValue;
  readonly output: JsonValue;
  readonly isByPerson: boolean;
  readonly receiptId: string | null;
  readonly candidateRef: string | null;
  readonly costMicroUsd: number;
  readonly outputTokens: number;
  readonly dataClass: DataClass;
  readonly taskId: string;
  readonly taskVersionId: string;
  readonly spec: TaskSpec;
}

const readStep = async (tx: Tx, person: UserActor, { runId, stepId }: NewCorrection): Promise<AnsweredStep> => {
  const [row] = await tx.query<Omit<AnsweredStep, 'spec'> & { readonly spec: unknown }>(
    `SELECT s.name, s.node_id AS "nodeId", s.status, s.input, s.output, r.id AS "receiptId", c.key AS "candidateRef",
            s.skipped_by IS NOT NULL OR EXISTS (SELECT 1 FROM work_item w WHERE w.step_id = s.id AND w.status = 'done')
              AS "isByPerson",
            r.cost_micro_usd AS "costMicroUsd", r.output_tokens AS "outputTokens", ${dataClassName('r.data_class')} AS "dataClass",
            v.task_id AS "taskId", v.id AS "taskVersionId", v.spec
     FROM step s
       CROSS JOIN LATERAL (SELECT * FROM receipt WHERE organisation_id = $1 AND run_id = $2 AND step_id = s.id
                           ORDER BY id DESC LIMIT 1) r
       JOIN receipt_term t ON t.id = r.task_version_ref
    JOIN task_version v ON v.id = CASE WHEN t.kind = 'task_version' THEN t.key::uuid END
       LEFT JOIN receipt_term c ON c.id = r.candidate_ref
     WHERE s.organisation_id = $1 AND s.run_id = $2 AND s.id = $3 AND s.kind = 'task' FOR UPDATE OF s`,
    [person.organisationId, runId, stepId],
  );
  if (!row) throw new DomainError('not_found', 'This run has no such step that a model answered.');
  if (row.status !== 'completed') {
    throw new DomainError(
      'not_permitted_now',
      `“${row.name}” has no answer to correct yet. Skip it to answer by hand.`,
    );
  }
  return { ...row, spec: taskSpecSchema.parse(row.spec) };
};

const findLatest = async (tx: Tx, person: UserActor, stepId: string) => {
  const [row] = await tx.query<{ id: string; digest: string }>(
    'SELECT id, digest FROM correction WHERE organisation_id = $1 AND step_id = $2 ORDER BY id DESC LIMIT 1',
    [person.organisationId, stepId],
  );
  return row ?? null;
};

/**
 * Keeps what a person says would have been the right answer of a finished step, with who said it: a labelled case of the task, a
 * case of its datasets, and a grade of whoever answered. The run and the step's result stay as they are. The same correction
 * again is the one before. Null: it says what the step says. The caller holds the run's lock and has checked who may.
 * Throws `not_found`, `not_permitted_now`, `invalid_input` for what does not fit the task.
 */
export const recordCorrection = async (
  tx: Tx,
  person: UserActor,
  correction: NewCorrection,
): Promise<{ readonly id: string; readonly nodeId: string } | null> => {
  const { runId, stepId, output, reason, approvalId, at } = correction;
  const step = await readStep(tx, person, correction);
  const { taskId, taskVersionId, spec, nodeId, receiptId, dataClass, candidateRef } = step;
  const issues = describeDataIssues(spec.output, output);
  if (issues)
    throw new DomainError('invalid_input', `The correction of “${step.name}” does not fit “${spec.name}”: ${issues}.`);
  const answered = readStored(step.output);
  if ('value' in answered && isSameAnswer(answered.value, output)) return null;
  const digest = contentDigest(output);
  const latest = await findLatest(tx, person, stepId);
  if (latest?.digest === digest) return { id: latest.id, nodeId };
  const id = newId();
  await tx.execute(
    `INSERT INTO correction (id, organisation_id, task_id, task_version_id, run_id, step_id, node_id, receipt_id, approval_id, output,
                             digest, reason, data_class, person_id, person_label, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
    [
      ...[id, person.organisationId, taskId, taskVersionId, runId, stepId, nodeId, receiptId, approvalId],
      ...[JSON.stringify(output), digest, reason, dataClass, person.userId, person.name, at],
    ],
  );
  const source = approvalId === null ? 'run' : 'approval';
  await keepPersonsAnswer(tx, person, { taskId, spec, runId, stepId, input: step.input, output, source, at });
  if (candidateRef !== null && !step.isByPerson && 'value' in answered) {
    const { organisationId } = person;
    const { input, costMicroUsd, outputTokens } = step;
    const about = { organisationId, taskId, spec, input, candidateRef, costMicroUsd, outputTokens, at };
    await gradeByPerson(tx, { ...about, answer: answered.value, right: output });
  }
  await appendAudit(tx, person, at, {
    type: 'step.answer-corrected',
    target: { id: stepId, label: step.name },
    runId,
    payload: { task: spec.slug, correctionId: id, receiptId, approvalId, digest, reason },
  });
  return { id, nodeId };
};
