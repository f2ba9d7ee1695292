import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';

/** One answer of a candidate to a task, judged right or wrong. */
export interface GradedAnswerOf {
  readonly organisationId: OrganisationId;
  readonly taskId: string;
  /** The same for every candidate that answered the same case. */
  readonly caseKey: string;
  readonly candidateRef: string;
  readonly isRight: boolean;
  /** 0 to 1. */
  readonly score: number;
}

/** Adds a judged answer to what is known about its candidate. */
export const recordGraded = async (tx: Tx, graded: GradedAnswerOf): Promise<void> => {
  await tx.execute(
    `INSERT INTO evidence AS e (organisation_id, task_id, candidate_ref, graded, succeeded)
     VALUES ($1, $2, $3, 1, $4)
     ON CONFLICT (task_id, candidate_ref) DO UPDATE SET graded = e.graded + 1, succeeded = e.succeeded + $4`,
    [graded.organisationId, graded.taskId, graded.candidateRef, graded.isRight ? 1 : 0],
  );
};
