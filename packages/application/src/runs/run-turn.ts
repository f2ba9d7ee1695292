import { DomainError, type RunLimit } from '@switchyard/domain';
import type { TransitionWork } from './transition-work.ts';
import { evaluateKey, lockKey } from './turn-key.ts';

/*
 * A run whose workflow limits how many go on at once stands in the same queue as a region with a key, under its own id. What
 * ends the run gives its turn back.
 */

const wordsOf = ({ version }: TransitionWork, key: string | null): string => {
  const atOnce = version.graph.settings.runs?.atOnce ?? 1;
  const runs = `${atOnce} ${atOnce === 1 ? 'run' : 'runs'} of “${version.workflowName}”`;
  return `at most ${runs} at once${key === null ? '' : ` for “${key}”`}`;
};

const keyOf = (work: TransitionWork, { key }: RunLimit): { readonly key: string; readonly value: string | null } => {
  const of = `runs of ${work.version.workflowId}`;
  if (key === undefined) return { key: of, value: null };
  const value = evaluateKey(work, key, `the limit of “${work.version.workflowName}”`);
  return { key: `${of} ${value}`, value };
};

const enter = ({ tx, run, at }: TransitionWork, key: string, atOnce: number, isHeld: boolean) =>
  tx.execute(
    `INSERT INTO region_turn (step_id, organisation_id, run_id, key, at_once, is_held, asked_at)
     VALUES ($1, $2, $1, $3, $4, $5, $6)`,
    [run.id, run.organisationId, key, atOnce, isHeld, at],
  );

/**
 * Whether a new run begins now. One that does not is written without a step and begun by `grantTurns`.
 * Throws `not_permitted_now` where its workflow has it refused, `invalid_input` for a key that is none.
 */
export const takeTurn = async (work: TransitionWork): Promise<boolean> => {
  const { tx, run, version } = work;
  const limit = version.graph.settings.runs;
  if (limit === undefined) return true;
  const { key, value } = keyOf(work, limit);
  await lockKey(tx, run.organisationId, key);
  const [row] = await tx.query<{ ahead: number; held: number }>(
    `SELECT count(*) AS ahead, count(*) FILTER (WHERE is_held) AS held FROM region_turn
     WHERE organisation_id = $1 AND key = $2`,
    [run.organisationId, key],
  );
  const { ahead = 0, held = 0 } = row ?? {};
  if (limit.whenFull === 'refuse' && held >= limit.atOnce) {
    throw new DomainError(
      'not_permitted_now',
      `This run was not started: ${wordsOf(work, value)}. Start it again when one of them has ended.`,
      { details: { atOnce: limit.atOnce, underWay: held } },
    );
  }
  // Nobody passes those who wait already.
  const isFree = ahead === held && held < limit.atOnce;
  await enter(work, key, limit.atOnce, isFree);
  return isFree;
};

/** Counts a run that begins whatever the limit says: somebody who operates runs wants it now. */
export const countRun = async (work: TransitionWork): Promise<void> => {
  const limit = work.version.graph.settings.runs;
  if (limit === undefined) return;
  const { key } = keyOf(work, limit);
  await lockKey(work.tx, work.run.organisationId, key);
  await enter(work, key, limit.atOnce, true);
};

/** Why a run that has not begun waits; null for every other one. */
export const queuedReason = (work: TransitionWork): string | null =>
  work.finish === null && work.state.tokens.length === 0 ? `Waits for its turn: ${wordsOf(work, null)}.` : null;
