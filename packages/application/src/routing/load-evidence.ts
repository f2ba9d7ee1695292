import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { Evidence, GradedOutcomes } from '@switchyard/routing';

interface EvidenceRow {
  readonly candidate_ref: string;
  readonly attempted: number;
  readonly accepted: number;
  readonly graded: number;
  readonly succeeded: number;
  readonly output_tokens: number;
  readonly calls: number;
  readonly errors: number;
  readonly latency_p95_ms: number | null;
}

const toOutcomes = (row: EvidenceRow): GradedOutcomes => ({
  attempted: row.attempted,
  accepted: row.accepted,
  graded: row.graded,
  succeeded: row.succeeded,
  calls: row.calls,
  errors: row.errors,
  ...(row.latency_p95_ms === null ? {} : { latencyP95Ms: row.latency_p95_ms }),
  ...(row.attempted > 0 && row.output_tokens > 0
    ? { meanOutputTokens: Math.ceil(row.output_tokens / row.attempted) }
    : {}),
});

/** What is known about each candidate on one task. */
export const loadEvidence = async (tx: Tx, organisationId: OrganisationId, taskId: string): Promise<Evidence> => {
  const rows = await tx.query<EvidenceRow>(
    `SELECT candidate_ref, attempted, accepted, graded, succeeded, output_tokens, calls, errors, latency_p95_ms
     FROM evidence WHERE organisation_id = $1 AND task_id = $2`,
    [organisationId, taskId],
  );
  return { outcomes: Object.fromEntries(rows.map((row) => [row.candidate_ref, toOutcomes(row)])) };
};
