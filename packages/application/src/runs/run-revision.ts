import type { Tx } from '@switchyard/db';
import { DomainError, type OrganisationId, type RunId } from '@switchyard/domain';

/** Locks the run and throws `conflict` when it has changed since somebody looked at it; `not_found` when there is none. */
export const requireRevision = async (
  tx: Tx,
  { organisationId, runId }: { readonly organisationId: OrganisationId; readonly runId: RunId },
  revision: number,
): Promise<void> => {
  const [run] = await tx.query<{ revision: number }>(
    'SELECT revision FROM run WHERE organisation_id = $1 AND id = $2 FOR UPDATE',
    [organisationId, runId],
  );
  if (!run) throw new DomainError('not_found', 'This run does not exist.');
  if (run.revision === revision) return;
  throw new DomainError(
    'conflict',
    'The run has moved on since you looked at it. Look again; pause it first if it moves too fast to be changed.',
    { details: { revision: run.revision } },
  );
};
