import type {
  AskedCall,
  Candidate,
  Check,
  CheckResult,
  DataClass,
  Failure,
  JsonObject,
  JsonValue,
  ModelSpec,
  Price,
  Receipt,
  ReceiptAttempt,
  RoutingDecision,
  TaskSpec,
  TokenUsage,
} from '@switchyard/domain';
import type { RoutingPolicy } from './routing-policy.ts';
import type { EvaluateRule, Supplier, TaskSource, TaskTurn } from './supplier-port.ts';

/** Everything one attempt needs of a candidate; resolved just before the call so that keys live no longer. */
export interface SupplierConnection {
  readonly supplier: Supplier;
  readonly model: Pick<ModelSpec, 'key' | 'capabilities'> | null;
  readonly price: Price | null;
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
  /** What a reply is accounted with. Without it what it reports counts, at `price`. */
  readonly account?: (reply: ReportedReply) => Promise<AccountedReply>;
}

/** A reply that came, good or not, and what it says that it used. */
export interface ReportedReply {
  readonly usage: TokenUsage;
  /** All that was seen of it, as text. */
  readonly written: string;
  readonly answeredByModel: string | null;
}

export interface AccountedReply {
  readonly usage: TokenUsage;
  readonly price: Price | null;
  /** What was not believed, or is not as it was asked for: in the receipt, and no matter of the answer. */
  readonly doubts: readonly CheckResult[];
}

export type JudgeCheck = Extract<Check, { kind: 'judge' }>;

export interface ExecuteTaskOptions {
  readonly decision: RoutingDecision;
  readonly task: TaskSpec;
  readonly dataClass: DataClass;
  readonly input: JsonObject;
  readonly sources: readonly TaskSource[];
  readonly policy: RoutingPolicy;
  /** Where the task is done in turns: calls of tools are an answer too, which no check looks at. */
  readonly turn?: TaskTurn;
  /** Unique per step; attempt n sends `<key>-<n>`. */
  readonly idempotencyKey: string;
  /** `endpoint` names a key or region of the candidate's supplier; undefined where it has just one. */
  readonly connect: (candidate: Candidate, endpoint: string | undefined) => Promise<SupplierConnection>;
  readonly evaluateRule: EvaluateRule;
  /** Asks a model whether an answer is done, once every other check has passed. Without it such a check is not passed. */
  readonly judgeAnswer?: (check: JudgeCheck, output: JsonValue) => Promise<CheckResult>;
  /** Milliseconds; only differences are used. */
  readonly clock: () => number;
  /** In [0, 1): jitter of pauses. */
  readonly random: () => number;
  /** Resolves after `ms`, rejects when the signal aborts. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
  /** A slow attempt may have another beside it, as the policy says. Absent where calls may not be repeated, or one is measured. */
  readonly hedging?: { readonly p95MsOf: (candidateRef: string) => number | undefined } | undefined;
  /** Asked before each attempt of a supplier: holds what it may cost. Without it nothing is held and nothing refused. */
  readonly beforeAttempt?: (attempt: AttemptIntent) => Promise<AttemptAdmission>;
  /** Called after each attempt, before the next: progress, circuit breaker, settlement. */
  readonly onAttempt?: (attempt: ReceiptAttempt, candidate: Candidate) => Promise<void> | void;
}

export interface AttemptIntent {
  /** 1 for the first. */
  readonly ordinal: number;
  readonly candidate: Candidate;
  readonly endpoint?: string | undefined;
  /** Another key or region of its supplier has not been asked: nothing is to be waited for here. */
  readonly hasOtherEndpoint: boolean;
  /** The answer before and what was wrong with it are sent along. */
  readonly isCorrection: boolean;
}

export type AttemptAdmission =
  /**
   * `settle` is called once with what the attempt cost, `unknown` when it was broken off and nobody can say, and with its
   * record where there is one. Does not throw.
   */
  | {
      readonly kind: 'admitted';
      readonly settle: (costMicroUsd: number | 'unknown', record?: ReceiptAttempt) => void;
    }
  /** A limit of calls holds it back: like a passing failure of this key or region, only that nothing is sent and nothing counts. */
  | {
      readonly kind: 'limited';
      readonly failure: Failure;
      readonly retryAfterMs: number;
      readonly mayPassOver: boolean;
    }
  /** There is no money for it. With `mayPassOver` the next candidate is asked, otherwise the task ends with this failure. */
  | { readonly kind: 'refused'; readonly failure: Failure; readonly mayPassOver: boolean };

export interface TaskOutcome {
  readonly receipt: Receipt;
  /** The accepted output; null while a person has it, and after failure. */
  readonly output: JsonValue | null;
  /** Set when receipt.outcome is `failed`; `retryable` says whether the step may be tried again later. */
  readonly failure: Failure | null;
  /** Set when a turn ended with calls of tools; then there is no output. */
  readonly calls: AskedCalls | null;
  /** The last answer that was not accepted, for a person to start from; null when nobody answered. */
  readonly lastAnswer: LastAnswer | null;
}

/** What a model asked for instead of answering, and what it said to it. */
export interface AskedCalls {
  readonly calls: readonly AskedCall[];
  readonly text: string;
}

export interface LastAnswer {
  readonly output: JsonValue;
  /** One sentence per failed check. */
  readonly problems: readonly string[];
  /** `supplier` or `supplier/model`. */
  readonly from: string;
}
