import type { Failure } from '@switchyard/domain';

/** What happened to a run. `tokenId` is the ordinal of the step it happened to. */
export type EngineEvent =
  | { readonly type: 'run_started' }
  | {
      readonly type: 'node_completed';
      readonly tokenId: number;
      readonly port: string;
      /** Edges of that port to take, as chosen by `chooseEdges`; empty only for an end node. */
      readonly edgeIds: readonly string[];
    }
  | {
      readonly type: 'node_failed';
      readonly tokenId: number;
      readonly failure: Failure;
      /** True: the node's `failed` port may catch it, if edges leave from there. */
      readonly isCaught: boolean;
      /** Edges of the `failed` port to take; absent: the first one. */
      readonly edgeIds?: readonly string[];
    }
  | { readonly type: 'cancel_requested'; readonly reason: string };
