import type { NodeKind, OrganisationId, RunId, StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { eachAlone } from './each-alone.ts';
import { failAbandonedStep } from './fail-abandoned-step.ts';
import { handOverLeaseMs } from './hand-over.ts';
import { holdBackReady } from './hold-back.ts';
import { openPutOff } from './put-off.ts';
import { lockRun } from './run-record.ts';

const batchSize = 500;

const putOff = openPutOff();

/*
 * What counts against a step whose holder disappeared
 *   its process was seen to end by itself with this step alone in hand   a crash; the third stops the step
 *   its lease ran out                                                    a crash that may have had any cause: a host that was switched
 *                                                                        off, a frozen process, a database out of reach; the tenth
 *   it was handed over and nobody ever said to have got it               nothing: it was most likely lost on its way
 *   its worker was stopped in order                                      nothing: it was handed back
 * The first crash makes it a suspect, which is done alone in a process of its own: the guilty one is found by the second and third.
 */
const crashesMax = 3;
const unseenCrashesMax = 10;

interface ExpiredRow {
  readonly organisation_id: OrganisationId;
  readonly run_id: RunId;
  readonly id: StepId;
  readonly kind: NodeKind;
  readonly name: string;
  readonly crashes: number;
  readonly was_seen: boolean;
  readonly was_lost: boolean;
  readonly node: { readonly config?: { readonly isIdempotent?: boolean; readonly method?: string } } | null;
}

/** A lease as short as this was never renewed: that of a parcel which got lost. It is written with its first attempt. */
const wasLost = `s.crashes = 0 AND s.lease_token = 1 AND s.lease_owner IS NOT NULL AND EXISTS (
  SELECT 1 FROM step_attempt a WHERE a.step_id = s.id AND a.number = s.attempt
    AND s.lease_until <= a.started_at + $2 * interval '1 millisecond')`;

/**
 * Frees steps whose lease ran out. A step that may be repeated becomes ready again under the same idempotency key; a call
 * that may not is parked as `unknown` for a person: recovery never guesses an outcome.
 */
export const releaseExpiredLeases = async (app: App): Promise<number> => {
  const parcelMs = handOverLeaseMs(app);
  const expired = await app.db.transaction('system', (tx) =>
    tx.query<ExpiredRow>(
      `SELECT s.organisation_id, s.run_id, s.id, s.kind, s.name, s.crashes, s.lease_owner IS NULL AS was_seen,
              ${wasLost} AS was_lost,
              jsonb_path_query_first(v.definition, '$.nodes[*] ? (@.id == $id)', jsonb_build_object('id', s.node_id)) AS node
       FROM step s JOIN run r ON r.id = s.run_id JOIN workflow_version v ON v.id = r.version_id
       WHERE s.status = 'running' AND s.lease_until < now() AND s.id <> ALL($3::uuid[]) ORDER BY s.lease_until LIMIT $1`,
      [batchSize, parcelMs < app.settings.leaseMs ? parcelMs : -1, putOff.list()],
    ),
  );
  const releaseOne = async (step: ExpiredRow) => {
    await release(app, step);
    return 1;
  };
  return eachAlone(app, expired, 'lease not ended', releaseOne, ({ id }) => putOff.add(id));
};

const isRepeatable = (step: ExpiredRow): boolean => {
  if (step.kind !== 'http') return true;
  const { isIdempotent, method } = step.node?.config ?? {};
  return isIdempotent !== false || method === 'GET' || method === 'PUT' || method === 'DELETE';
};

const release = async (app: App, step: ExpiredRow): Promise<void> => {
  const { organisation_id: organisationId, id: stepId, was_lost: isLost, was_seen: wasSeen } = step;
  const counted = isLost ? 0 : 1;
  const limit = wasSeen ? crashesMax : unseenCrashesMax;
  if (!isRepeatable(step) || step.crashes + counted >= limit)
    return failAbandonedStep(app, step, { isRepeatable: isRepeatable(step), wasSeen });
  await inTransaction(app, { organisationId }, async (tx, after) => {
    const { pause } = await lockRun(tx, organisationId, step.run_id);
    // The attempt goes on under a new lease and the same key: the other side recognises a repeat.
    const released = await tx.execute(
      `UPDATE step SET status = 'ready', crashes = crashes + $2, attempt = attempt - 1, lease_token = lease_token + 1,
                       available_at = now(), lease_until = NULL, lease_owner = NULL
       WHERE id = $1 AND status = 'running' AND lease_until < now()`,
      [stepId, counted],
    );
    if (released === 0) return;
    if (pause) holdBackReady(tx, step.run_id);
    else after.ring();
  });
};
