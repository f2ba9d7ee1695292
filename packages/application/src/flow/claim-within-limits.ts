import { newId, type Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { candidateStatements, claimChosen, type Which } from '../runs/claim-statement.ts';
import { type Candidate, chooseWithin, roomOf } from './choose-within.ts';
import { covers, type FlowLimit, loadLimits, loadUsage } from './limit-row.ts';
import { chargeRate } from './rate.ts';

interface LimitedClaim {
  readonly organisationId: OrganisationId;
  readonly owner: string;
  readonly max: number;
  readonly which: Which;
}

/** Of what has not been held back yet, this much is looked at in one go. */
const looksAt = 100;
/** As often as a whole look found nothing but steps to hold back, it is repeated. */
const looksMax = 10;

/**
 * Claims for an organisation that has limits. Its limits are locked first, so that claimants come one after the other and
 * each counts what the one before has taken. A step that a limit holds back is written down as waiting at it, once, and is
 * found again when that limit has room, however many wait.
 */
export const claimWithinLimits = <Row extends { readonly id: string }>(app: App, claim: LimitedClaim): Promise<Row[]> =>
  app.db.transaction({ organisationId: claim.organisationId }, async (tx) => {
    const rows: Row[] = [];
    for (let look = 0; look < looksMax && rows.length < claim.max; look += 1) {
      const found = await takeSome<Row>(tx, app, { ...claim, max: claim.max - rows.length });
      rows.push(...found.rows);
      if (!found.hasMore) break;
    }
    return rows;
  });

const takeSome = async <Row extends { readonly id: string }>(tx: Tx, app: App, claim: LimitedClaim) => {
  const { organisationId, owner, max, which } = claim;
  const limits = await loadLimits(tx, organisationId, { forUpdate: true });
  // Asked for after the lock: what the claimant before has taken is counted, and the clock has not been waited for.
  const [usage, clock] = await Promise.all([
    loadUsage(tx, organisationId),
    tx.query<{ at: Date }>('SELECT clock_timestamp() AS at'),
  ]);
  const nowMs = clock[0]?.at.getTime() ?? 0;
  const rooms = new Map(limits.map((limit) => [limit, roomOf(limit, usage, nowMs)]));
  const open = limits.filter((limit) => (rooms.get(limit) ?? 0) >= 1).map(({ id }) => id);
  const candidates = await tx.query<Candidate>(candidateStatements[which], [
    organisationId,
    Math.max(max, looksAt),
    open,
  ]);
  const { take, hold } = chooseWithin(candidates, rooms, max);
  const rows =
    take.length === 0
      ? []
      : await tx.query<Row>(claimChosen, [
          take.length,
          owner,
          app.settings.leaseMs,
          take.map(() => newId()),
          take.map(({ id }) => id),
        ]);
  if (hold.size > 0) await holdBack(tx, hold);
  const taken = new Set(rows.map(({ id }) => id));
  const begun = take.filter(({ id }) => taken.has(id));
  for (const limit of limits) await charge(tx, limit, begun.filter((step) => covers(limit, step)).length, nowMs);
  return { rows, hasMore: hold.size > 0 && rows.length < max };
};

const holdBack = (tx: Tx, hold: ReadonlyMap<string, string>) =>
  tx.execute(
    `WITH held AS (
       SELECT step.id, limit_id FROM unnest($1::uuid[], $2::uuid[]) held(id, limit_id) JOIN step ON step.id = held.id
       WHERE step.status = 'ready' AND step.limited_by IS DISTINCT FROM held.limit_id FOR UPDATE OF step SKIP LOCKED)
     UPDATE step SET limited_by = held.limit_id FROM held WHERE step.id = held.id`,
    [[...hold.keys()], [...hold.values()]],
  );

const charge = async (tx: Tx, { id, rate, nextFreeMs }: FlowLimit, begun: number, nowMs: number): Promise<void> => {
  if (rate === null || begun === 0) return;
  await tx.execute('UPDATE flow_limit SET next_free_at = $2 WHERE id = $1', [
    id,
    new Date(chargeRate(rate, nextFreeMs, nowMs, begun)),
  ]);
};
