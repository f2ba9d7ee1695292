import type { DataClass, ReceiptAttempt, ReceiptId, RoutingDecision, TaskSpec } from '@switchyard/domain';
import type { RoutingPolicy } from '@switchyard/routing';
import type { VirtualKey } from '../api-keys/resolve-api-key.ts';
import type { App } from '../app.ts';
import type { CallDraft } from './call-draft.ts';
import type { CallFacts } from './call-facts.ts';
import type { CallRouting } from './call-routing.ts';
import type { ModelCall } from './model-call.ts';

/** Money held for an attempt, and what it came to. */
export interface Settlement {
  readonly reservationId: string;
  readonly costMicroUsd: number | 'unknown';
}

/** One call from its decision to its receipt. */
export interface CallSession {
  readonly app: App;
  readonly key: VirtualKey;
  readonly call: ModelCall;
  readonly facts: CallFacts;
  readonly routing: CallRouting;
  readonly decision: RoutingDecision;
  readonly task: TaskSpec;
  readonly policy: RoutingPolicy;
  readonly dataClass: DataClass;
  readonly receiptId: ReceiptId;
  readonly startedAtMs: number;
  readonly attempts: ReceiptAttempt[];
  readonly settlements: Settlement[];
  /** Made when it is first asked for: while a supplier is at work, so that nobody waits for it. */
  readonly draft: () => CallDraft;
  /** Of one of two attempts that race: says, once its answer is in hand, whether that answer counts. The other has then ended. */
  readonly claim?: () => Promise<boolean>;
  /** Asked beside another attempt that was slow. */
  readonly isHedge?: boolean;
}
