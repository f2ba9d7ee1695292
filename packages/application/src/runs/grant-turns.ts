import type { OrganisationId, RunId, StepId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { drive } from './drive.ts';
import { eachAlone } from './each-alone.ts';
import { openPutOff } from './put-off.ts';
import { enterScope } from './scope-frames.ts';
import { transitionRun } from './transition.ts';
import { lockKey } from './turn-key.ts';

interface WaitingKey {
  readonly organisation_id: OrganisationId;
  readonly key: string;
}

interface Turn {
  /** Of the region's step; of the run itself where a whole run has asked. */
  readonly step_id: StepId | RunId;
  readonly run_id: RunId;
  readonly at_once: number;
}

/*
 * A region with a key, or a run of a workflow that limits them, asks for its turn by a row and is let in by this, never by itself: the key is locked first and the run
 * then, while whoever holds a run never locks a key. Giving a turn back is deleting the row.
 */

const putOff = openPutOff();

const nameOf = ({ organisation_id, key }: WaitingKey): string => `${organisation_id} ${key}`;

/** Lets in the regions whose turn it is, oldest first, each exactly once with any number of processes. Returns how many. */
export const grantTurns = async (
  app: App,
  { organisationId }: { readonly organisationId?: OrganisationId } = {},
): Promise<number> => {
  const keys = await app.db.transaction(organisationId ? { organisationId } : 'system', (tx) =>
    tx.query<WaitingKey>(
      `SELECT organisation_id, key FROM region_turn WHERE organisation_id || ' ' || key <> ALL($1::text[])
       GROUP BY organisation_id, key
       HAVING count(*) FILTER (WHERE NOT is_held) > 0 AND count(*) FILTER (WHERE is_held) < max(at_once) LIMIT 200`,
      [organisationId ? [] : putOff.list()],
    ),
  );
  const grantAll = async (key: WaitingKey) => {
    let granted = 0;
    while (await grantNext(app, key)) granted += 1;
    return granted;
  };
  return eachAlone(app, keys, 'turn not given', grantAll, (key) => putOff.add(nameOf(key)));
};

/** Frees the turns of runs that ended on a version without a limit, which they had been moved to. Returns how many. */
export const freeEndedTurns = (app: App): Promise<number> =>
  app.db.transaction('system', (tx) =>
    tx.execute(
      `DELETE FROM region_turn t USING run r
       WHERE r.id = t.step_id AND r.status IN ('completed', 'failed', 'cancelled')`,
    ),
  );

const grantNext = (app: App, { organisation_id: organisationId, key }: WaitingKey): Promise<boolean> =>
  inTransaction(app, { organisationId }, async (tx, after) => {
    await lockKey(tx, organisationId, key);
    const [turn] = await tx.query<Turn>(
      `SELECT step_id, run_id, at_once FROM region_turn
       WHERE organisation_id = $1 AND key = $2 AND NOT is_held
         AND (SELECT count(*) FROM region_turn held WHERE held.organisation_id = $1 AND held.key = $2 AND held.is_held)
             < at_once
       ORDER BY step_id LIMIT 1`,
      [organisationId, key],
    );
    if (!turn) return false;
    const actor = { kind: 'system' as const, organisationId, name: 'turns' };
    let isOpen = false;
    await transitionRun({ app, tx, after, actor }, organisationId, turn.run_id, async (work) => {
      if (turn.step_id === turn.run_id) {
        isOpen = true;
        await drive(work, { type: 'run_started' });
        return;
      }
      const [step] = await tx.query<{ ordinal: number }>(
        `UPDATE step SET waiting_reason = NULL WHERE id = $1 AND status = 'waiting' RETURNING ordinal`,
        [turn.step_id],
      );
      const token = step && work.state.tokens.find(({ id }) => id === step.ordinal);
      if (!token) return;
      isOpen = true;
      await enterScope(work, token.scope);
      await drive(work, { type: 'container_opened', tokenId: token.id, count: 1, atOnce: 1 });
    });
    // A region that is over by the time its turn comes, also within this transition, gives it back.
    if (isOpen) await tx.execute('UPDATE region_turn SET is_held = true WHERE step_id = $1', [turn.step_id]);
    else await tx.execute('DELETE FROM region_turn WHERE step_id = $1', [turn.step_id]);
    return true;
  });
