import { newId, type Scope } from '@switchyard/db';
import type { JsonObject, NodeKind, OrganisationId, RunId, StepId, VersionId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { claimWithinLimits } from '../flow/claim-within-limits.ts';
import { findLimitedOrganisations, isResting, rest } from '../flow/limited-organisations.ts';
import { claimStatements, type Which } from './claim-statement.ts';
import { type ClaimedRunRow, type KnownRun, knownWithClaim } from './known-run.ts';

/*
 * Life of a step that a worker executes
 *   ready    → running   claimSteps: raises leaseToken, which fences every later write
 *   (none)   → running   chainNext: opened and claimed in the transition of the step before it, by the same worker;
 *                        handOver: opened in the transition that starts the run, for a worker that has lent a hand
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
  /** How long it was taken for, where that is not the installation's length of a lease. */
  readonly leaseForMs?: number;
  /** What the other side sees; a new one for each attempt that is known to have had no effect. */
  readonly idempotencyKey: string;
  /** Its run as it stood when the step was taken, where that is all there is to be known about it. */
  readonly known?: KnownRun;
}

interface ClaimRow extends ClaimedRunRow {
  readonly id: StepId;
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
  /** How long an organisation whose limits gave less than was asked for is left alone, in ms; default 0. */
  readonly restMs?: number;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** Whose step each process took last: the next claim begins behind that organisation, so that one hand also goes round. */
const lastServed = new WeakMap<App, string>();

/** Where the hands of a process are in their way round the organisations with limits and the others. */
const rounds = new WeakMap<App, { readonly next: number; readonly others: number }>();

/**
 * Takes up to `max` steps that are due, for `owner`: in turns of one from each organisation, of each by priority, which
 * waiting raises, and within its limits. One round trip, and a few more for each organisation that has limits. What somebody
 * else has or wants is left to them.
 */
export const claimSteps = async (app: App, options: ClaimOptions): Promise<ClaimedStep[]> => {
  const { max, scope = 'system' } = options;
  const all = await findLimitedOrganisations(app);
  const limited = [...all].filter((id) => (scope === 'system' || id === scope.organisationId) && !isResting(app, id));
  const rows = limited.length === 0 ? await claimFairly(app, options, max) : await claimShares(app, options, limited);
  return rows.map(toClaimed);
};

const claimFairly = async (app: App, options: ClaimOptions, max: number): Promise<ClaimRow[]> => {
  const { owner, scope = 'system', which = 'all' } = options;
  const attemptIds = Array.from({ length: max }, () => newId());
  const values = [max, owner, app.settings.leaseMs, attemptIds, lastServed.get(app) ?? nobody];
  const rows = await app.db.queryOnce<ClaimRow>(scope, claimStatements[which], values);
  const last = rows.at(-1);
  if (last) lastServed.set(app, last.organisation_id);
  return rows;
};

type Sharer = OrganisationId | 'others';

/** How many of `hands` each gets that go round `ring`, beginning at `from`. */
const shareHands = (ring: readonly Sharer[], from: number, hands: number): ReadonlyMap<Sharer, number> => {
  const shares = new Map<Sharer, number>();
  for (let hand = from; hand < from + hands; hand += 1) {
    const whose = ring[hand % ring.length] ?? 'others';
    shares.set(whose, (shares.get(whose) ?? 0) + 1);
  }
  return shares;
};

/**
 * Hands go round: one for each organisation with limits, and as many for the others as there were of them last. What one has
 * no use for goes round those that had use for all of theirs.
 */
const claimShares = async (
  app: App,
  options: ClaimOptions,
  limited: readonly OrganisationId[],
): Promise<ClaimRow[]> => {
  const { max, owner, which = 'all', restMs = 0 } = options;
  const { next, others } = rounds.get(app) ?? { next: 0, others: 1 };
  let ring: readonly Sharer[] = [...limited, ...Array<'others'>(others).fill('others')];
  const rows: ClaimRow[] = [];
  while (rows.length < max && ring.length > 0) {
    const sated = new Set<Sharer>();
    for (const [whose, share] of shareHands(ring, next, max - rows.length)) {
      const found =
        whose === 'others'
          ? await claimFairly(app, options, share)
          : await claimWithinLimits<ClaimRow>(app, { organisationId: whose, owner, max: share, which });
      rows.push(...found);
      if (found.length === share) continue;
      sated.add(whose);
      if (whose !== 'others') rest(app, whose, restMs);
    }
    ring = ring.filter((whose) => !sated.has(whose));
  }
  const isLimited = new Set(limited);
  const served = new Set(rows.map(({ organisation_id }) => organisation_id).filter((id) => !isLimited.has(id)));
  rounds.set(app, { next: next + max, others: Math.max(1, served.size) });
  return rows;
};

const toClaimed = (row: ClaimRow): ClaimedStep => ({
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
  ...knownWithClaim(row),
});

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
