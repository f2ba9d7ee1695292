import { newId } from '@switchyard/db';
import type { JsonObject, NodeKind, OrganisationId, RunId, StepId, VersionId } from '@switchyard/domain';
import type { App } from '../app.ts';

/*
 * Life of a step that a worker executes
 *   ready    → running   claimStep: compare-and-set; raises leaseToken, which fences every later write
 *   running  → completed | failed | waiting | ready (retry)    only by the holder: WHERE lease_token = its token
 *   running  → ready | unknown | failed     releaseExpiredLeases, once the lease has run out
 * A worker stopped past its lease finds its token outdated and writes nothing.
 */

export interface ClaimedStep {
  readonly id: StepId;
  readonly organisationId: OrganisationId;
  readonly runId: RunId;
  readonly versionId: VersionId;
  readonly nodeId: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly ordinal: number;
  readonly input: JsonObject;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly leaseToken: number;
  /** What the other side sees; a new one for each attempt that is known to have had no effect. */
  readonly idempotencyKey: string;
}

interface ClaimRow {
  readonly run_id: RunId;
  readonly version_id: VersionId;
  readonly node_id: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly ordinal: number;
  readonly input: JsonObject | null;
  readonly attempt: number;
  readonly lease_token: number;
}

/** Takes a ready step for `owner`, or null when somebody else has it, it is not due, or it is not wanted any more. */
export const claimStep = async (
  app: App,
  { organisationId, stepId }: { readonly organisationId: OrganisationId; readonly stepId: StepId },
  owner: string,
): Promise<ClaimedStep | null> => {
  const row = await app.db.transaction({ organisationId }, async (tx) => {
    const [claimed] = await tx.query<ClaimRow>(
      `WITH claimed AS (
         UPDATE step SET status = 'running', attempt = attempt + 1, lease_token = lease_token + 1, lease_owner = $3,
                         lease_until = now() + $4 * interval '1 millisecond', started_at = coalesce(started_at, now())
         WHERE organisation_id = $1 AND id = $2 AND status = 'ready' AND available_at <= now()
         RETURNING id, run_id, node_id, kind, name, ordinal, input, attempt, lease_token),
       attempted AS (
         INSERT INTO step_attempt (id, organisation_id, run_id, step_id, number, lease_token, idempotency_key, status)
         SELECT $5, $1, run_id, id, attempt, lease_token, id || '-' || attempt, 'running' FROM claimed
         ON CONFLICT (step_id, number) DO UPDATE SET lease_token = EXCLUDED.lease_token, status = 'running')
       SELECT claimed.*, run.version_id FROM claimed JOIN run ON run.id = claimed.run_id`,
      [organisationId, stepId, owner, app.settings.leaseMs, newId()],
    );
    return claimed;
  });
  if (!row) return null;
  return {
    id: stepId,
    organisationId,
    runId: row.run_id,
    versionId: row.version_id,
    nodeId: row.node_id,
    kind: row.kind,
    name: row.name,
    ordinal: row.ordinal,
    input: row.input ?? {},
    attempt: row.attempt,
    leaseToken: row.lease_token,
    idempotencyKey: `${stepId}-${row.attempt}`,
  };
};

/** Extends the lease. False: the lease was lost, and whatever is being done must stop. */
export const renewLease = async (app: App, step: ClaimedStep): Promise<boolean> =>
  app.db.transaction({ organisationId: step.organisationId }, async (tx) => {
    const renewed = await tx.execute(
      `UPDATE step SET lease_until = now() + $3 * interval '1 millisecond'
       WHERE id = $1 AND lease_token = $2 AND status = 'running'`,
      [step.id, step.leaseToken, app.settings.leaseMs],
    );
    return renewed === 1;
  });
