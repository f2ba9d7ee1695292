import type { JsonObject, JsonValue, OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';

/** How long a call that was begun is taken to be under way without a sign of life. */
export const caseLeaseMs = 60_000;

export interface ClaimedCase {
  readonly organisationId: OrganisationId;
  readonly evalRunId: string;
  readonly caseId: string;
  readonly arm: number;
  readonly fenceToken: number;
  readonly input: JsonObject;
  /** The run that the case was taken from. */
  readonly runId: string | null;
  readonly expected: JsonValue;
  readonly sources: readonly { readonly slug: string; readonly versionId: string }[];
}

/**
 * Begins so many open cases of running evaluations, both sides of a case next to each other. What was begun by somebody whose
 * lease ran out may have been paid: it is lost, and not asked again.
 */
export const claimCases = (app: App, max: number): Promise<ClaimedCase[]> =>
  app.db.transaction('system', async (tx) => {
    const now = app.now();
    await tx.execute(
      `UPDATE eval_result SET status = 'lost', outcome = 'error', finished_at = $1,
              note = 'The worker ended while it asked. The call may have been paid, so it is not made again by itself.'
       WHERE status = 'begun' AND lease_until < $1`,
      [now],
    );
    return tx.query<ClaimedCase>(
      `WITH picked AS (
         SELECT x.eval_run_id, x.case_id, x.arm FROM eval_result x
         WHERE x.status = 'pending' AND x.eval_run_id IN (SELECT id FROM eval_run WHERE status = 'running')
         ORDER BY x.eval_run_id, x.case_id, x.arm LIMIT $1 FOR UPDATE OF x SKIP LOCKED),
       begun AS (
         UPDATE eval_result r SET status = 'begun', fence_token = r.fence_token + 1, lease_until = $2
         FROM picked p WHERE r.eval_run_id = p.eval_run_id AND r.case_id = p.case_id AND r.arm = p.arm
         RETURNING r.organisation_id, r.eval_run_id, r.case_id, r.arm, r.fence_token)
       SELECT b.organisation_id AS "organisationId", b.eval_run_id AS "evalRunId", b.case_id AS "caseId", b.arm,
              b.fence_token AS "fenceToken", c.input, c.run_id AS "runId", c.expected, c.sources
       FROM begun b JOIN dataset_case c ON c.id = b.case_id ORDER BY b.eval_run_id, b.case_id, b.arm`,
      [max, new Date(now.getTime() + caseLeaseMs)],
    );
  });

/** Says that these calls are still under way. */
export const keepCases = async (app: App, cases: readonly ClaimedCase[]): Promise<void> => {
  await app.db.transaction('system', async (tx) => {
    for (const { evalRunId, caseId, arm, fenceToken } of cases) {
      tx.send(
        `UPDATE eval_result SET lease_until = $5
         WHERE eval_run_id = $1 AND case_id = $2 AND arm = $3 AND fence_token = $4 AND status = 'begun'`,
        [evalRunId, caseId, arm, fenceToken, new Date(app.now().getTime() + caseLeaseMs)],
      );
    }
  });
};
