import { inlineNodeKinds, type NodeKind } from '@switchyard/domain';

/**
 * `inline`: evaluated inside the transition. `wait`: a row that a person or the clock ends; no job.
 * `job`: a worker must do it.
 */
export type ExecutionMode = 'inline' | 'wait' | 'job';

const waitingKinds: ReadonlySet<NodeKind> = new Set(['approval', 'wait']);

export const executionModeOf = (kind: NodeKind): ExecutionMode => {
  if (inlineNodeKinds.has(kind)) return 'inline';
  return waitingKinds.has(kind) ? 'wait' : 'job';
};

export const needsWorker = (kind: NodeKind): boolean => executionModeOf(kind) === 'job';
