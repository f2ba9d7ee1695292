import type { StepStatus } from '@switchyard/domain';

/** What happened at a node in a run, drawn over the node. */
export interface GraphNodeState {
  readonly status: StepStatus | 'skipped';
  /** Steps of this node so far; a loop makes several. */
  readonly stepCount?: number | undefined;
  /** How many items of a list have come past, such as `3/10`. */
  readonly progress?: string | undefined;
  /** Short fact instead of the configured one, such as `gpt-mini · $0.002`. */
  readonly fact?: string | undefined;
}

/** How a node or edge differs between two versions. */
export type GraphChange = 'added' | 'removed' | 'changed';

export const changeLooks = {
  added: { word: 'Added', tone: 'done' },
  removed: { word: 'Removed', tone: 'failed' },
  changed: { word: 'Changed', tone: 'waiting' },
} as const;

export interface GraphProblemCount {
  readonly errors: number;
  readonly warnings: number;
}
