import type { DefinitionNode, StepId } from '@switchyard/domain';
import type { TransitionWork } from './transition-work.ts';

/** A step whose token is gone by the end of the transition, whatever became of it. */
interface Gone {
  readonly ordinal: number;
  readonly node: DefinitionNode | undefined;
}

const listGone = ({ state, run, version }: TransitionWork): Gone[] => {
  const alive = new Set(state.tokens.map(({ id }) => id));
  return run.state.tokens.flatMap(({ id, nodeId }) =>
    alive.has(id) ? [] : [{ ordinal: id, node: version.graph.nodes.get(nodeId)?.node }],
  );
};

const hasArmed = ({ node }: Gone): boolean =>
  (node?.boundary ?? []).some(({ on }) => on !== 'error') ||
  (node?.kind === 'approval' && node.config.deadline !== undefined);

/**
 * Gives back what steps that are over have outside of their run: their turn in a critical section, clocks and messages on their
 * borders. However a step ends, it passes here; what was withdrawn has let go of it all before.
 */
export const letGo = (work: TransitionWork): void => {
  const gone = listGone(work);
  const ordinals = gone.filter(hasArmed).map(({ ordinal }) => ordinal);
  if (ordinals.length > 0) {
    const steps = 'SELECT id FROM step WHERE run_id = $1 AND ordinal = ANY($2::int[])';
    const values = [work.run.id, ordinals];
    work.tx.send(`DELETE FROM message_wait WHERE step_id IN (${steps})`, values);
    work.tx.send(`UPDATE timer SET fired_at = $3 WHERE fired_at IS NULL AND step_id IN (${steps})`, [
      ...values,
      work.at,
    ]);
  }
  const created = work.newSteps.filter((step) => isOver(work, step.id)).map(({ ordinal }) => ordinal);
  const turns = [...gone.map(({ ordinal }) => ordinal), ...created].flatMap((ordinal) => turnOf(work, ordinal) ?? []);
  work.endedTurns.push(...turns.filter((stepId) => !work.endedTurns.includes(stepId)));
};

const turnOf = ({ rounds, version, run, newSteps }: TransitionWork, ordinal: number): string | undefined => {
  const nodeId =
    run.state.tokens.find(({ id }) => id === ordinal)?.nodeId ??
    newSteps.find((step) => step.ordinal === ordinal)?.nodeId;
  const node = nodeId === undefined ? undefined : version.graph.nodes.get(nodeId)?.node;
  // Also without a key: the run may have been moved to this version after it got its turn.
  return node?.kind === 'region' ? rounds[ordinal]?.stepId : undefined;
};

/** Whether a step that this transition has opened is over by its end, so that nothing is armed for it. */
export const isOver = ({ state, newSteps }: TransitionWork, stepId: StepId): boolean => {
  const ordinal = newSteps.find(({ id }) => id === stepId)?.ordinal;
  return ordinal !== undefined && !state.tokens.some(({ id }) => id === ordinal);
};
