import type { Failure } from '@switchyard/domain';

interface AtToken {
  readonly tokenId: number;
  readonly nodeId: string;
}

interface AtScope {
  readonly scopeId: number;
  /** Token of the container. */
  readonly tokenId: number;
  readonly nodeId: string;
  /** From 0: place in the list, or number of the round. */
  readonly index: number;
}

/** What the caller must do, in order, in the transaction that stores the new state. */
export type EngineCommand =
  /** Evaluate the node now and report node_completed or node_failed. */
  | ({ readonly type: 'execute_inline' } & AtToken)
  /** Create the step: a job for a worker, an open approval, a timer, or a container, which is answered with container_opened. */
  | ({ readonly type: 'start_step' } & AtToken)
  /** The step is no longer wanted: withdraw its approval, disarm its timer, abort its effect. */
  | ({ readonly type: 'cancel_step' } & AtToken)
  /** A container failed with one of its rounds; its step ends as failed. */
  | ({ readonly type: 'fail_step'; readonly failure: Failure } & AtToken)
  /** A round of a body begins. `of`: the step that is undone in it. */
  | ({ readonly type: 'open_scope'; readonly parent?: number; readonly of?: number } & AtScope)
  /** A round has come to its end; decide whether there is enough and report round_ended. */
  | ({ readonly type: 'end_scope'; readonly failure?: Failure } & AtScope)
  /** A round was withdrawn or has been dealt with. */
  | ({ readonly type: 'close_scope' } & AtScope)
  /** All rounds that were wanted are done: gather the output and report node_completed. */
  | ({ readonly type: 'complete_container' } & AtToken)
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
