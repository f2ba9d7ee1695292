import { contentDigest } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import type { JsonValue, OrganisationId, TaskSpec } from '@switchyard/domain';
import { isObject, readStored } from '../payloads/stored-value.ts';
import { recordGraded } from '../routing/record-graded.ts';

export interface JudgedByPerson {
  readonly organisationId: OrganisationId;
  readonly taskId: string;
  readonly spec: TaskSpec;
  /** As it lies in its row. One that is kept elsewhere for its size is not compared with others on the same case. */
  readonly input: JsonValue;
  readonly candidateRef: string;
  /** What the candidate answered, and what the person says is right. */
  readonly answer: JsonValue;
  readonly right: JsonValue;
  readonly costMicroUsd: number;
  readonly outputTokens: number | null;
  readonly at: Date;
}

/** Whether two answers say the same, whatever the order of their fields. */
export const isSameAnswer = (left: JsonValue, right: JsonValue): boolean =>
  contentDigest(left) === contentDigest(right);

/** A person's word grades what a candidate answered: the same is right, anything else is wrong. */
export const gradeByPerson = async (tx: Tx, judged: JudgedByPerson): Promise<void> => {
  const { input: stored, answer, right, ...about } = judged;
  const read = readStored(stored);
  if ('packed' in read || !isObject(read.value)) return;
  const score = isSameAnswer(answer, right) ? 1 : 0;
  await recordGraded(tx, { ...about, input: read.value, output: answer, score, passAt: 1 });
};
