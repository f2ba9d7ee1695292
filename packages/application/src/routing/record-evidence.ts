import type { Tx } from '@switchyard/db';
import type { OrganisationId, ReceiptAttempt } from '@switchyard/domain';

/** Attempts in a stable order of candidates, so that two transactions never wait for each other's rows crosswise. */
const byCandidate = (attempts: readonly ReceiptAttempt[]): ReceiptAttempt[] =>
  [...attempts].sort((left, right) => (left.candidateRef < right.candidateRef ? -1 : 1));

/**
 * Whether everything a machine can say of the answer speaks for it. Where a person confirms every answer none is accepted at once;
 * that says nothing about the candidate, and counting it as a miss would put the dearest first.
 */
const passesMachines = ({ outcome, checks }: ReceiptAttempt): boolean => {
  if (outcome === 'accepted') return true;
  const missed = checks.filter(({ isPassed }) => !isPassed);
  return outcome === 'check_failed' && missed.length > 0 && missed.every(({ kind }) => kind === 'human');
};

/** Share of its estimate by which the running percentile moves at one call. */
const percentileStep = 0.05;

/**
 * What the attempts say about their candidates on this task. Work without a task says nothing. The 95th percentile of latency
 * is followed call by call: up by 0.95 of a step after a slower call, down by 0.05 after a faster one, so that it rests where one
 * call in twenty is slower (Robbins and Monro's stochastic approximation, 1951). A call that was broken off because another was
 * quicker counts as one that took at least so long: were the slow ones left out, the percentile would sink with each hedge.
 */
export const recordEvidence = async (
  tx: Tx,
  { organisationId, taskId }: { readonly organisationId: OrganisationId; readonly taskId: string | null },
  attempts: readonly ReceiptAttempt[],
): Promise<void> => {
  if (taskId === null) return;
  for (const attempt of byCandidate(attempts)) {
    const { outcome, durationMs, tokens, isOvertaken = false } = attempt;
    if (outcome === 'handed_to_person' || (outcome === 'declined' && !isOvertaken)) continue;
    const isAnswer = outcome === 'accepted' || outcome === 'check_failed';
    tx.send(
      `INSERT INTO evidence AS e (organisation_id, task_id, candidate_ref, attempted, accepted, output_tokens, calls, errors,
                                  latency_p95_ms)
       VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)
       ON CONFLICT (task_id, candidate_ref) DO UPDATE
       SET attempted = e.attempted + $4, accepted = e.accepted + $5, output_tokens = e.output_tokens + $6,
           calls = e.calls + 1, errors = e.errors + $7,
           latency_p95_ms = CASE WHEN e.latency_p95_ms IS NULL THEN $8 ELSE e.latency_p95_ms
             + greatest(1, e.latency_p95_ms * ${percentileStep}) * CASE WHEN $8 > e.latency_p95_ms THEN 0.95 ELSE -0.05 END END`,
      [
        organisationId,
        taskId,
        attempt.candidateRef,
        isAnswer ? 1 : 0,
        passesMachines(attempt) ? 1 : 0,
        tokens.output,
        isAnswer || isOvertaken ? 0 : 1,
        durationMs,
      ],
    );
  }
};
