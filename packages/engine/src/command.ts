import type { Failure } from '@switchyard/domain';

/** What the caller must do, in order, in the transaction that stores the new state. */
export type EngineCommand =
  /** Evaluate the node now and report node_completed or node_failed. */
  | { readonly type: 'execute_inline'; readonly tokenId: number; readonly nodeId: string }
  /** Create the step: a job for a worker, an open approval or a timer. */
  | { readonly type: 'start_step'; readonly tokenId: number; readonly nodeId: string }
  /** The step is no longer wanted: withdraw its approval, disarm its timer, abort its effect. */
  | { readonly type: 'cancel_step'; readonly tokenId: number; readonly nodeId: string }
  | FinishRun;

export interface FinishRun {
  readonly type: 'finish_run';
  readonly status: 'completed' | 'failed' | 'cancelled';
  /** completed: the end node reached; of several, the first in definition order. */
  readonly endNodeId?: string;
  /** completed: every end node reached, in definition order. */
  readonly endNodeIds?: readonly string[];
  /** failed: why. */
  readonly failure?: Failure;
  /** cancelled: why. */
  readonly reason?: string;
}
