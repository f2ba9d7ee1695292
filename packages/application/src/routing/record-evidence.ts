import type { Tx } from '@switchyard/db';
import type { OrganisationId, ReceiptAttempt } from '@switchyard/domain';

/** Attempts in a stable order of candidates, so that two transactions never wait for each other's rows crosswise. */
const byCandidate = (attempts: readonly ReceiptAttempt[]): ReceiptAttempt[] =>
  [...attempts].sort((left, right) => (left.candidateRef < right.candidateRef ? -1 : 1));

/** What the attempts say about their candidates on this task. Work without a task says nothing. */
export const recordEvidence = async (
  tx: Tx,
  { organisationId, taskId }: { readonly organisationId: OrganisationId; readonly taskId: string | null },
  attempts: readonly ReceiptAttempt[],
): Promise<void> => {
  if (taskId === null) return;
  const answered = byCandidate(attempts).filter(({ outcome }) => outcome === 'accepted' || outcome === 'check_failed');
  for (const attempt of answered) {
    tx.send(
      `INSERT INTO evidence AS e (organisation_id, task_id, candidate_ref, attempted, accepted, output_tokens)
       VALUES ($1, $2, $3, 1, $4, $5)
       ON CONFLICT (task_id, candidate_ref) DO UPDATE
       SET attempted = e.attempted + 1, accepted = e.accepted + $4, output_tokens = e.output_tokens + $5`,
      [organisationId, taskId, attempt.candidateRef, attempt.outcome === 'accepted' ? 1 : 0, attempt.tokens.output],
    );
  }
};
