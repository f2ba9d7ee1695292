import { firstIdAt } from '@switchyard/db';
import type { JsonValue, OrganisationId, RunId, StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { unpackForRun } from '../payloads/unpack-large.ts';
import { eachAlone } from './each-alone.ts';
import { fireBoundary } from './fire-boundary.ts';
import { openPutOff } from './put-off.ts';
import { resumeStep } from './resume-step.ts';
import { lockRun } from './run-record.ts';
import type { TransitionPorts } from './transition.ts';

/*
 * Life of a message
 *   kept → delivered   one step, or all that waited when it was sent, took it: each in the transition of its own run
 *   kept → dropped     nobody waited and it was not to be kept
 * A message and a wait that are written at the same time do not see each other; both look again after their commit, and the
 * sweep looks for whatever both missed. Runs are locked before messages.
 */

interface MessageRow {
  readonly id: string;
  readonly organisation_id: OrganisationId;
  readonly name: string;
  readonly key: string;
  readonly payload: JsonValue;
  readonly to: 'one' | 'all';
  readonly is_kept: boolean;
  readonly created_at: Date;
}

interface WaitRow {
  readonly id: string;
  readonly run_id: RunId;
  readonly step_id: StepId;
  readonly boundary_id: string | null;
}

export interface MessageFilter {
  readonly organisationId?: OrganisationId;
  readonly messageId?: string;
  readonly name?: string;
  readonly key?: string;
  /** Only where message or wait came after this; the sweep looks at everything now and then. */
  readonly since?: Date;
}

/** By whom they are for: a run that takes no message now takes none of the others that wait for it either. */
const putOff = openPutOff();

const addresseeOf = ({ organisation_id, name, key }: MessageRow): string => `${organisation_id} ${name} ${key}`;

/** Brings messages to the steps that wait for them, oldest first. Returns how many were taken. */
export const deliverMessages = async (app: App, filter: MessageFilter = {}): Promise<number> => {
  const { organisationId, messageId = null, name = null, key = null, since } = filter;
  const firstId = since ? firstIdAt(since) : '00000000-0000-0000-0000-000000000000';
  const messages = await app.db.transaction(organisationId ? { organisationId } : 'system', (tx) =>
    tx.query<MessageRow>(
      `SELECT id, organisation_id, name, key, payload, "to", is_kept, created_at FROM message
       WHERE id IN (
         SELECT m.id FROM message m
         WHERE m.status = 'kept' AND m.id >= $4 AND ($1::uuid IS NULL OR m.id = $1) AND ($2::text IS NULL OR m.name = $2)
           AND ($3::text IS NULL OR m.key = $3)
           AND (NOT m.is_kept OR m."to" = 'all' OR EXISTS (
             SELECT 1 FROM message_wait w
             WHERE w.organisation_id = m.organisation_id AND w.name = m.name AND w.key = m.key))
         UNION
         SELECT m.id FROM message_wait w
         JOIN message m ON m.organisation_id = w.organisation_id AND m.name = w.name AND m.key = w.key AND m.status = 'kept'
         WHERE w.id >= $4 AND ($1::uuid IS NULL OR m.id = $1) AND ($2::text IS NULL OR w.name = $2)
           AND ($3::text IS NULL OR w.key = $3))
         AND organisation_id || ' ' || name || ' ' || key <> ALL($5::text[])
       ORDER BY id LIMIT 200`,
      [messageId, name, key, firstId, organisationId ? [] : putOff.list()],
    ),
  );
  // Of many messages for one that waits, those behind the first need not be looked at.
  const served = new Set<string>();
  const deliverOne = async (message: MessageRow): Promise<number> => {
    const addressee = addresseeOf(message);
    if (served.has(addressee) && !isForThen(message)) return 0;
    const taken = await deliver(app, message);
    if (taken === 0) served.add(addressee);
    return taken;
  };
  return eachAlone(app, messages, 'message not delivered', deliverOne, (message) => {
    served.add(addresseeOf(message));
    putOff.add(addresseeOf(message));
  });
};

/** A message to all and one that is not kept are only for those who waited when it was sent. */
const isForThen = ({ to, is_kept }: MessageRow): boolean => to === 'all' || !is_kept;

const deliver = async (app: App, message: MessageRow): Promise<number> => {
  let taken = 0;
  for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
    const wait = await findWait(app, message, after);
    if (!wait) break;
    after = wait.id;
    const outcome = await hand(app, message, wait);
    if (outcome === 'gone') return taken;
    if (outcome === 'taken') taken += 1;
    if (outcome === 'taken' && message.to === 'one') return taken;
  }
  if (isForThen(message)) await close(app, message, taken);
  return taken;
};

const findWait = (app: App, message: MessageRow, after: string): Promise<WaitRow | undefined> =>
  app.db.transaction({ organisationId: message.organisation_id }, async (tx) => {
    const [wait] = await tx.query<WaitRow>(
      `SELECT id, run_id, step_id, boundary_id FROM message_wait
       WHERE organisation_id = $1 AND name = $2 AND key = $3 AND id > $4 AND ($5::timestamptz IS NULL OR created_at <= $5)
       ORDER BY id LIMIT 1`,
      [message.organisation_id, message.name, message.key, after, isForThen(message) ? message.created_at : null],
    );
    return wait;
  });

const close = (app: App, { organisation_id: organisationId, id }: MessageRow, taken: number): Promise<unknown> =>
  app.db.transaction({ organisationId }, (tx) =>
    tx.execute(
      `UPDATE message SET status = CASE WHEN delivered_count + $2 > 0 THEN 'delivered' ELSE 'dropped' END, delivered_at = $3
       WHERE id = $1 AND status = 'kept'`,
      [id, taken, app.now()],
    ),
  );

/** taken: the step has it. stale: nobody waits there any more. gone: somebody else was given the message. */
const hand = (app: App, message: MessageRow, wait: WaitRow): Promise<'taken' | 'stale' | 'gone'> => {
  const organisationId = message.organisation_id;
  return inTransaction(app, { organisationId }, async (tx, after) => {
    const actor = { kind: 'system' as const, organisationId, name: 'messages' };
    const ports: TransitionPorts = { app, tx, after, actor };
    await lockRun(tx, organisationId, wait.run_id);
    const [isOpen] = await tx.query(
      `SELECT 1 FROM message_wait w JOIN step s ON s.id = w.step_id JOIN run r ON r.id = s.run_id
       WHERE w.id = $1 AND r.status IN ('running', 'waiting') AND s.status IN ('ready', 'running', 'waiting', 'unknown')`,
      [wait.id],
    );
    if (!isOpen) {
      await tx.execute('DELETE FROM message_wait WHERE id = $1', [wait.id]);
      return 'stale';
    }
    const claimed = await tx.execute(
      `UPDATE message SET status = CASE WHEN "to" = 'one' THEN 'delivered' ELSE status END,
                          delivered_at = $2, delivered_count = delivered_count + 1
       WHERE id = $1 AND status = 'kept'`,
      [message.id, app.now()],
    );
    if (claimed === 0) return 'gone';
    await tx.execute('DELETE FROM message_wait WHERE id = $1', [wait.id]);
    const at = { organisationId, runId: wait.run_id, stepId: wait.step_id };
    const output = await unpackForRun(app, organisationId, message.payload);
    if (wait.boundary_id === null) await resumeStep(ports, { ...at, port: 'out', output });
    else await fireBoundary(ports, { ...at, boundaryId: wait.boundary_id, output });
    return 'taken';
  });
};
