import { can } from '@switchyard/access';
import type { Tx } from '@switchyard/db';
import { type Actor, actorSchema, isDomainError, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import { currentActor } from '../access/current-actor.ts';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import type { BulkCount, BulkItem, BulkRequest } from './bulk-kind.ts';
import {
  type BulkKindName,
  type BulkOperation,
  type BulkRefusal,
  bulkKinds,
  causesMax,
  refusalsMax,
} from './bulk-operation.ts';
import { endBulkOperation } from './end-bulk-operation.ts';
import { getBulkKind } from './get-bulk-kind.ts';
import { rerunVersionSchema } from './rerun-run.ts';

interface ClaimedRow {
  readonly id: string;
  readonly kind: unknown;
  readonly organisation_id: OrganisationId;
  readonly filter: BulkOperation['filter'];
  readonly version: string;
  readonly actor: unknown;
  readonly reason: string;
  readonly requested_at: Date;
  readonly cursor: string | null;
  readonly lease_token: number;
}

interface Held extends BulkRequest {
  readonly id: string;
  readonly kind: BulkKindName;
  readonly version: BulkOperation['version'];
  readonly actor: Actor;
  readonly reason: string;
  readonly cursor: string | null;
  readonly leaseToken: number;
}

const kindSchema = z.enum(bulkKinds);

/** Without a sign for so long, another worker goes on where it was. */
const leaseMs = 30_000;
const batchSize = 50;

/**
 * Does the next batch of one bulk operation, the one that has had the fewest. Returns how many items it dealt with, 0 when there is
 * nothing to do; any number of workers may do this at once. An item that cannot be dealt with now is waited for.
 */
export const workBulkOperations = async (app: App, signal?: AbortSignal): Promise<number> => {
  const held = await claim(app);
  if (!held) return 0;
  const scope = { organisationId: held.organisationId };
  const actor = await app.db.transaction(scope, (tx) => currentActor(tx, held.actor));
  if (!(actor && can(actor, 'runs.operate').isAllowed)) return giveUp(app, held);
  const items = await app.db.transaction(scope, (tx) =>
    getBulkKind(held.kind).list(tx, held, { limit: batchSize, cursor: held.cursor }),
  );
  try {
    for (const [done, item] of items.entries()) {
      if (signal?.aborted) return done;
      if (!(await work(app, { ...held, actor }, item))) return done;
    }
  } finally {
    await release(app, held);
  }
  if (items.length === batchSize) return items.length;
  await inTransaction(app, scope, (tx) =>
    endBulkOperation(tx, actor, { ...held, at: app.now(), status: 'completed', stopReason: null }),
  );
  return items.length;
};

const claim = async (app: App): Promise<Held | null> => {
  const [row] = await app.db.transaction('system', (tx) =>
    tx.query<ClaimedRow>(
      `UPDATE bulk_operation SET lease_token = lease_token + 1, lease_until = $2 WHERE (organisation_id, id) = (
         SELECT organisation_id, id FROM bulk_operation WHERE status = 'running' AND (lease_until IS NULL OR lease_until < $1)
         ORDER BY lease_token, requested_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, kind, organisation_id, filter, version, actor, reason, requested_at, cursor, lease_token`,
      [app.now(), later(app)],
    ),
  );
  if (!row) return null;
  return {
    id: row.id,
    kind: kindSchema.parse(row.kind),
    organisationId: row.organisation_id,
    filter: row.filter,
    askedAt: row.requested_at,
    version: rerunVersionSchema.parse(row.version),
    actor: actorSchema.parse(row.actor),
    reason: row.reason,
    cursor: row.cursor,
    leaseToken: row.lease_token,
  };
};

const later = (app: App): Date => new Date(app.now().getTime() + leaseMs);

/** The next batch is anybody's. */
const release = (app: App, { organisationId, id, leaseToken }: Held): Promise<unknown> =>
  app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      'UPDATE bulk_operation SET lease_until = NULL WHERE organisation_id = $1 AND id = $2 AND lease_token = $3',
      [organisationId, id, leaseToken],
    ),
  );

const giveUp = async (app: App, held: Held): Promise<number> => {
  const stopReason = `${held.actor.name} may no longer operate runs. Somebody who may can ask for the rest.`;
  await inTransaction(app, { organisationId: held.organisationId }, (tx) =>
    endBulkOperation(tx, held.actor, { ...held, at: app.now(), status: 'failed', stopReason }),
  );
  return 1;
};

class NoLongerHeld extends Error {}

/** Does one item and counts it in one transaction. False: somebody has stopped it, or another worker goes on. */
const work = async (app: App, held: Held, item: BulkItem): Promise<boolean> => {
  const scope = { organisationId: held.organisationId };
  try {
    await inTransaction(app, scope, async (tx, after) => {
      const counted = await getBulkKind(held.kind).apply({ app, tx, after, actor: held.actor }, held, item);
      await note(app, tx, held, item, { counted, refusal: null });
    });
    return true;
  } catch (thrown) {
    if (thrown instanceof NoLongerHeld) return false;
    const refusal = refusalOf(app, item, thrown);
    return inTransaction(app, scope, (tx) => note(app, tx, held, item, { counted: 'refused', refusal })).then(
      () => true,
      (cause: unknown) => {
        if (cause instanceof NoLongerHeld) return false;
        throw cause;
      },
    );
  }
};

/** Why this item is left out. What concerns more than this item is thrown again: it is tried later. */
const refusalOf = (app: App, { runId, stepId }: BulkItem, thrown: unknown): BulkRefusal => {
  if (isDomainError(thrown)) {
    if (thrown.code === 'unavailable') throw thrown;
    if (thrown.code !== 'internal') return { runId, stepId, reason: thrown.message };
  }
  app.log.error({ err: thrown, runId }, 'left out of a bulk operation');
  return {
    runId,
    stepId,
    reason: 'It could not be done because of an error in Switchyard; the log of the worker has it.',
  };
};

interface Noted {
  readonly counted: BulkCount | 'refused';
  readonly refusal: BulkRefusal | null;
}

/** Counted by reason; beyond the most that are kept apart, together. */
const countedCauses = `
  CASE WHEN $7::text IS NULL THEN causes
       ELSE (SELECT causes || jsonb_build_object(cause, coalesce((causes->>cause)::int, 0) + 1)
             FROM (SELECT CASE WHEN jsonb_exists(causes, $7) OR (SELECT count(*) FROM jsonb_object_keys(causes)) < ${causesMax - 1}
                               THEN $7 ELSE 'For another reason.' END AS cause) chosen) END`;

const note = async (app: App, tx: Tx, held: Held, item: BulkItem, { counted, refusal }: Noted): Promise<void> => {
  const noted = await tx.execute(
    `UPDATE bulk_operation
     SET cursor = $3, lease_until = $4, ${counted} = ${counted} + 1, causes = ${countedCauses},
         refusals = CASE WHEN $5::jsonb IS NULL OR refused >= ${refusalsMax} THEN refusals ELSE refusals || $5::jsonb END
     WHERE organisation_id = $6 AND id = $1 AND lease_token = $2 AND status = 'running'`,
    [
      held.id,
      held.leaseToken,
      item.id,
      later(app),
      refusal && JSON.stringify([refusal]),
      held.organisationId,
      refusal?.reason ?? null,
    ],
  );
  if (noted === 0) throw new NoLongerHeld();
};
