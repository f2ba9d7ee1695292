import { DomainError, type Failure, toFailure } from '@switchyard/domain';
import { endRounds, failAround } from './containers.ts';
import { getGraphNode } from './graph.ts';
import { settleJoins } from './joins.ts';
import type { Transition } from './transition.ts';

const stepsExceeded = (transition: Transition, nodeId: string): Failure => {
  const { stepsMax } = transition.graph.settings;
  const { name } = getGraphNode(transition.graph, nodeId).node;
  const message = `“${name}” would be step ${stepsMax + 1} of this run, and ${stepsMax} are allowed. Mend the loop it is in, or raise the limit in the workflow's settings.`;
  return toFailure(new DomainError('limit_exceeded', message, { details: { nodeId, stepsMax } }));
};

const failOverflow = (transition: Transition): boolean => {
  const { overflow } = transition;
  if (!overflow) return false;
  transition.overflow = null;
  failAround(transition, overflow.scope, stepsExceeded(transition, overflow.nodeId));
  return true;
};

/** Lets joins go on, ends rounds whose last token is gone, and finishes the run when nothing is left. */
export const settle = (transition: Transition): void => {
  for (;;) {
    if (transition.hasEnded) return;
    const unmet = settleJoins(transition);
    if (unmet) {
      transition.removeJoin(unmet.join);
      failAround(transition, unmet.join.scope, unmet.failure);
    } else if (!failOverflow(transition)) break;
  }
  endRounds(transition);
  if (transition.tokens.length > 0 || transition.joins.some(({ hasFired }) => !hasFired)) return;
  if (transition.scopes.length === 0 && transition.containers.length === 0) transition.complete();
};
