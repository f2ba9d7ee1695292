import { contentDigest } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import type { JsonObject, JsonValue, OrganisationId, TaskSpec } from '@switchyard/domain';
import { recordCaseOutcome } from './case-outcomes.ts';

/** One answer of a candidate to a task, judged. */
export interface GradedAnswerOf {
  readonly organisationId: OrganisationId;
  readonly taskId: string;
  readonly spec: TaskSpec;
  /** The case: whoever answers the same input is compared on it. */
  readonly input: JsonObject;
  readonly output: JsonValue;
  readonly candidateRef: string;
  /** 0 to 1, and from where on it is right. */
  readonly score: number;
  readonly passAt: number;
  readonly costMicroUsd: number;
  readonly outputTokens: number | null;
  readonly at: Date;
}

/** Sums of weighted scores may miss a mark by a rounding. */
const slack = 1e-9;

const textOf = (input: JsonObject): string =>
  Object.values(input)
    .map((value) => (typeof value === 'string' ? value : JSON.stringify(value)))
    .join('\n');

const segmentOf = ({ segmentField }: TaskSpec, input: JsonObject): string | null => {
  const value = segmentField === undefined ? undefined : input[segmentField];
  return value === undefined || value === null ? null : typeof value === 'string' ? value : JSON.stringify(value);
};

/**
 * Adds a judged answer to what is known about its candidate: the pair with others on the same case, and the count. The same case
 * is counted once however often it is asked; judged otherwise later, the later verdict counts.
 */
export const recordGraded = async (tx: Tx, graded: GradedAnswerOf): Promise<void> => {
  const { organisationId, taskId, candidateRef, score, passAt, input } = graded;
  const caseKey = contentDigest(input);
  // Two judgements of one case at a time would both count it.
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `graded/${taskId}/${caseKey}/${candidateRef}`,
  ]);
  const [before] = await tx.query<{ score: number }>(
    `SELECT score FROM case_outcome WHERE organisation_id = $1 AND task_id = $2 AND case_key = $3 AND candidate_ref = $4`,
    [organisationId, taskId, caseKey, candidateRef],
  );
  await recordCaseOutcome(tx, {
    ...{ organisationId, taskId, caseKey, candidateRef, score },
    costMicroUsd: graded.costMicroUsd,
    outputTokens: graded.outputTokens,
    answerDigest: contentDigest(graded.output),
    segment: segmentOf(graded.spec, input),
    text: textOf(input),
    at: graded.at,
  });
  const isRight = (value: number) => (value >= passAt - slack ? 1 : 0);
  const succeeded = isRight(score) - (before === undefined ? 0 : isRight(before.score));
  const counted = before === undefined ? 1 : 0;
  if (counted === 0 && succeeded === 0) return;
  await tx.execute(
    `INSERT INTO evidence AS e (organisation_id, task_id, candidate_ref, graded, succeeded) VALUES ($1, $2, $3, $4, greatest(0, $5))
     ON CONFLICT (task_id, candidate_ref)
     DO UPDATE SET graded = e.graded + $4, succeeded = greatest(0, least(e.graded + $4, e.succeeded + $5))`,
    [organisationId, taskId, candidateRef, counted, succeeded],
  );
};
