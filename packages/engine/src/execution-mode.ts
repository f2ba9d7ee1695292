import { containerNodeKinds, inlineNodeKinds, type NodeKind } from '@switchyard/domain';

/**
 * `inline`: evaluated inside the transition. `wait`: a row that a person, a message or the clock ends; no job.
 * `container`: waits for the rounds of its body. `job`: a worker must do it.
 */
export type ExecutionMode = 'inline' | 'wait' | 'container' | 'job';

const waitingKinds: ReadonlySet<NodeKind> = new Set(['approval', 'wait', 'receive', 'condition']);

export const executionModeOf = (kind: NodeKind): ExecutionMode => {
  if (inlineNodeKinds.has(kind)) return 'inline';
  if (containerNodeKinds.has(kind)) return 'container';
  return waitingKinds.has(kind) ? 'wait' : 'job';
};
