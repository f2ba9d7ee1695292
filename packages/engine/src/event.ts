import type { Failure } from '@switchyard/domain';
import type { ResumePoint } from './resume-point.ts';

/** What happened to a run. `tokenId` is the ordinal of the step it happened to. */
export type EngineEvent =
  | { readonly type: 'run_started' }
  /** Instead of `run_started`: a new run that goes on where another one was. */
  | { readonly type: 'run_resumed'; readonly at: ResumePoint }
  | {
      readonly type: 'node_completed';
      readonly tokenId: number;
      readonly port: string;
      /** Edges of that port to take, as chosen by `chooseEdges`; empty only for an end, and where a body's path ends. */
      readonly edgeIds: readonly string[];
    }
  | {
      readonly type: 'node_failed';
      readonly tokenId: number;
      readonly failure: Failure;
      /** True: an error event or the `failed` port of the node itself may catch it. What is around it always may. */
      readonly isCaught: boolean;
    }
  /** A step that has failed, and whose token was held, begins anew as another step at the same node. */
  | { readonly type: 'node_retried'; readonly tokenId: number }
  /** A boundary event of the node happened. */
  | { readonly type: 'boundary_fired'; readonly tokenId: number; readonly boundaryId: string }
  /** The rounds of a container are known. Undoing counts by itself: `count` is ignored. */
  | {
      readonly type: 'container_opened';
      readonly tokenId: number;
      readonly count: number;
      readonly atOnce: number;
    }
  | { readonly type: 'round_ended'; readonly scopeId: number; readonly verdict: 'go_on' | 'enough' }
  | { readonly type: 'items_added'; readonly tokenId: number; readonly count: number }
  | { readonly type: 'item_cancelled'; readonly tokenId: number; readonly index: number }
  /** Enough, said from outside: rounds under way are withdrawn and the container completes. */
  | { readonly type: 'container_closed'; readonly tokenId: number }
  | { readonly type: 'cancel_requested'; readonly reason: string };
