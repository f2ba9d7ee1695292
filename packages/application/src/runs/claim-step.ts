import { newId, type Scope } from '@switchyard/db';
import type { JsonObject, NodeKind, OrganisationId, RunId, StepId, VersionId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { claimStatements, type Which } from './claim-statement.ts';

/*
 * Life of a step that a worker executes
 *   ready    → running   claimSteps: raises leaseToken, which fences every later write
 *   (none)   → running   chainNext: opened and claimed in the transition of the step before it, by the same worker
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
  /** True while the input is as its column holds it: a large one is elsewhere. */
  readonly isInputStored?: boolean;
  /** 1 for the first try. */
  readonly attempt: number;
  readonly leaseToken: number;
  /** What the other side sees; a new one for each attempt that is known to have had no effect. */
  readonly idempotencyKey: string;
}

interface ClaimRow {
  readonly id: StepId;
  readonly organisation_id: OrganisationId;
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

export interface ClaimOptions {
  /** Who holds the steps: host and process, for people who ask. */
  readonly owner: string;
  /** Free hands: no more than these are taken. */
  readonly max: number;
  /** Whose steps may be taken; default everybody's. */
  readonly scope?: Scope;
  /** Suspects are steps whose holder has disappeared before; default all. */
  readonly which?: Which;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** Whose step each process took last: the next claim begins behind that organisation, so that one hand also goes round. */
const lastServed = new WeakMap<App, string>();

/**
 * Takes up to `max` steps that are due, for `owner`, in one round trip: in turns of one from each organisation, of each by
 * priority, which waiting raises. What somebody else has or wants is left to them.
 */
export const claimSteps = async (app: App, options: ClaimOptions): Promise<ClaimedStep[]> => {
  const { owner, max, scope = 'system', which = 'all' } = options;
  const attemptIds = Array.from({ length: max }, () => newId());
  const values = [max, owner, app.settings.leaseMs, attemptIds, lastServed.get(app) ?? nobody];
  const rows = await app.db.queryOnce<ClaimRow>(scope, claimStatements[which], values);
  const last = rows.at(-1);
  if (last) lastServed.set(app, last.organisation_id);
  return rows.map((row) => ({
    id: row.id,
    organisationId: row.organisation_id,
    runId: row.run_id,
    versionId: row.version_id,
    nodeId: row.node_id,
    kind: row.kind,
    name: row.name,
    ordinal: row.ordinal,
    input: row.input ?? {},
    isInputStored: true,
    attempt: row.attempt,
    leaseToken: row.lease_token,
    idempotencyKey: idempotencyKeyOf(row.id, row.attempt),
  }));
};

export const idempotencyKeyOf = (stepId: StepId, attempt: number): string => `${stepId}-${attempt}`;

/** Extends the lease. False: the lease was lost, and whatever is being done must stop. */
export const renewLease = async (app: App, step: ClaimedStep): Promise<boolean> => {
  const renewed = await app.db.queryOnce(
    { organisationId: step.organisationId },
    `UPDATE step SET lease_until = now() + $3 * interval '1 millisecond'
     WHERE id = $1 AND lease_token = $2 AND status = 'running' RETURNING id`,
    [step.id, step.leaseToken, app.settings.leaseMs],
  );
  return renewed.length === 1;
};
