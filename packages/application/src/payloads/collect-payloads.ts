import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { type Payloads, recheckMs } from './payloads.ts';

/*
 * What is stored and no longer referred to is removed, without ever taking what a transition is about to refer to:
 *   - whoever stores content first announces it (payload.check_at goes an hour ahead), then looks whether it is there;
 *   - whoever refers to it locks the payload's row until the reference is committed, and finds out if it is gone;
 *   - collection locks the row, sees that its time has come and that no run uses it, and removes content and row under it.
 * A use ends under the lock of its run, because only a transition, which holds that lock, makes a reference.
 */

const batchSize = 200;

/** A round over everything whose time has come. Returns how many uses and payloads it settled; 0 when nothing is due. */
export const collectPayloads = async (app: App): Promise<number> => {
  const { payloads } = app;
  if (!payloads) return 0;
  let settled = 0;
  for (const use of await listDue<UseRow>(app, 'payload_use')) if (await settleUse(app, use)) settled += 1;
  for (const payload of await listDue<PayloadRow>(app, 'payload'))
    if (await settlePayload(app, payloads, payload)) settled += 1;
  return settled;
};

interface PayloadRow {
  readonly organisation_id: OrganisationId;
  readonly hash: string;
}

interface UseRow extends PayloadRow {
  readonly run_id: string;
}

const listDue = <Row>(app: App, table: 'payload' | 'payload_use'): Promise<Row[]> =>
  app.db.transaction('system', (tx) =>
    tx.query<Row>(`SELECT * FROM ${table} WHERE check_at <= $1 ORDER BY check_at LIMIT $2`, [app.now(), batchSize]),
  );

const later = (app: App): Date => new Date(app.now().getTime() + recheckMs);

/** Ends the use when nothing of the run, or of the message, names the payload; otherwise looks again tomorrow. */
const settleUse = (app: App, { organisation_id: organisationId, run_id: runId, hash }: UseRow): Promise<boolean> =>
  app.db.transaction({ organisationId }, async (tx) => {
    const [run] = await tx.query<{ isLocked: boolean }>(
      `SELECT NOT EXISTS (SELECT 1 FROM (SELECT 1 FROM run WHERE organisation_id = $1 AND id = $2 FOR UPDATE SKIP LOCKED) AS free)
              AS "isLocked" FROM run WHERE organisation_id = $1 AND id = $2`,
      [organisationId, runId],
    );
    if (run?.isLocked) return false;
    // A message that no run has sent is named in its place.
    const isUsed = await isReferred(tx, organisationId, runId, hash);
    const key = [organisationId, hash, runId];
    if (isUsed) {
      await tx.execute(
        'UPDATE payload_use SET check_at = $4 WHERE organisation_id = $1 AND hash = $2 AND run_id = $3',
        [...key, later(app)],
      );
    } else {
      await tx.execute('DELETE FROM payload_use WHERE organisation_id = $1 AND hash = $2 AND run_id = $3', key);
    }
    return true;
  });

/** Where a reference can stand in a stored value; see stored-value.ts. */
const namesPayload = (column: string, at = '$'): string =>
  `jsonb_path_exists(${column}, '${at}."$payload" ? (@.hash == $hash || @.fields.*.hash == $hash)', jsonb_build_object('hash', $3::text))`;

const isReferred = async (tx: Tx, organisationId: OrganisationId, runId: string, hash: string): Promise<boolean> => {
  const any = (...columns: readonly string[]) => columns.map((column) => namesPayload(column)).join(' OR ');
  const inFrames = namesPayload('frames', '$.scopes.*.vars');
  const [row] = await tx.query<{ isReferred: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM run WHERE organisation_id = $1 AND id = $2 AND (${any('input', 'variables', 'output')} OR ${inFrames}))
         OR EXISTS (SELECT 1 FROM step WHERE organisation_id = $1 AND run_id = $2 AND (${any('input', 'output')}))
         OR EXISTS (SELECT 1 FROM step_attempt WHERE organisation_id = $1 AND run_id = $2 AND (${any('response')}))
         OR EXISTS (SELECT 1 FROM each_item WHERE organisation_id = $1 AND run_id = $2 AND (${any('value', 'result')}))
         OR EXISTS (SELECT 1 FROM message WHERE organisation_id = $1 AND (sent_by_run_id = $2 OR id = $2) AND status = 'kept'
                    AND (${any('payload')}))
       AS "isReferred"`,
    [organisationId, runId, hash],
  );
  return row?.isReferred ?? true;
};

/** Removes the payload when no run uses it; otherwise looks again tomorrow. */
const settlePayload = (
  app: App,
  { store }: Payloads,
  { organisation_id: organisationId, hash }: PayloadRow,
): Promise<boolean> =>
  app.db.transaction({ organisationId }, async (tx) => {
    const key = [organisationId, hash];
    // Somebody who refers to it holds the row; somebody who stores it has moved its time.
    const locked = await tx.query(
      'SELECT 1 FROM payload WHERE organisation_id = $1 AND hash = $2 AND check_at <= $3 FOR UPDATE SKIP LOCKED',
      [...key, app.now()],
    );
    if (locked.length === 0) return false;
    // A statement of its own: it sees what was committed until the lock was granted.
    const uses = await tx.query('SELECT 1 FROM payload_use WHERE organisation_id = $1 AND hash = $2 LIMIT 1', key);
    if (uses.length > 0) {
      await tx.execute('UPDATE payload SET check_at = $3 WHERE organisation_id = $1 AND hash = $2', [
        ...key,
        later(app),
      ]);
      return true;
    }
    // Content first: killed in between, the row stays, and whoever stores the content again finds that it is not there.
    await store.remove({ organisationId, hash });
    await tx.execute('DELETE FROM payload WHERE organisation_id = $1 AND hash = $2', key);
    return true;
  });
