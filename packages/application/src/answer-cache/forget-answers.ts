import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';

/** Removes every kept answer of a task, in the caller's transaction: what it does has changed, or its cases are erased. */
export const forgetAnswersOfTask = async (tx: Tx, organisationId: OrganisationId, taskId: string): Promise<void> => {
  await tx.execute('DELETE FROM cached_answer WHERE organisation_id = $1 AND task_id = $2', [organisationId, taskId]);
};
