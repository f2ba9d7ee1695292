import { scopeChain, type Token } from '@switchyard/engine';
import type { TransitionWork } from './transition-work.ts';

/** A step and what it is in: the containers of its run, then the step that started the run, and so outwards. */
const around = `WITH RECURSIVE around AS (
    SELECT id, run_id, container FROM step WHERE id = $3 AND status IN ('running', 'waiting')
    UNION ALL
    SELECT outer_step.id, outer_step.run_id, outer_step.container FROM around CROSS JOIN LATERAL (
      SELECT s.id, s.run_id, s.container FROM step s WHERE s.run_id = around.run_id AND s.ordinal = around.container
      UNION ALL
      SELECT s.id, s.run_id, s.container FROM run r JOIN step s ON s.id = r.parent_step_id
      WHERE r.id = around.run_id AND around.container IS NULL AND s.status IN ('running', 'waiting')) outer_step)`;

/**
 * Whether a region lies within another one with the same key, of this run or of the run that waits for it. It belongs to that turn:
 * if it asked for one of its own, the outer one would wait for the inner and the inner for the outer, for ever.
 */
export const isInsideSection = async (work: TransitionWork, token: Token, key: string): Promise<boolean> => {
  const own = scopeChain(work.state, token.scope).flatMap(({ owner }) => work.rounds[owner]?.stepId ?? []);
  if (own.length === 0 && work.run.parentStepId === null) return false;
  const asked = work.newTurns.some((turn) => turn.key === key && own.includes(turn.stepId));
  if (asked) return true;
  const rows = await work.tx.query(
    `${around} SELECT 1 FROM region_turn WHERE organisation_id = $1 AND key = $2
       AND (step_id = ANY($4::uuid[]) OR step_id IN (SELECT id FROM around)) LIMIT 1`,
    [work.run.organisationId, key, work.run.parentStepId, own],
  );
  return rows.length > 0;
};
