import type {
  AskedCall,
  ClassifierVerdict,
  JsonObject,
  JsonValue,
  ModelSpec,
  PastTurn,
  SourceAuthority,
  TaskSpec,
  TokenUsage,
  ToolOffer,
} from '@switchyard/domain';

/** What a task may read: text for models, data for rules and checks, the version for the receipt. */
export interface TaskSource {
  readonly slug: string;
  readonly name: string;
  readonly versionId: string;
  readonly authority: SourceAuthority;
  readonly text: string;
  readonly data: JsonValue;
}

/**
 * Evaluates one CEL expression of a task; injected because CEL lives in `definition`.
 * Throws DomainError `invalid_expression`.
 */
export type EvaluateRule = (expression: string, scope: RuleScope) => JsonValue;
/** `sources` is slug → data. `output` is present in checks, absent in rules. */
export interface RuleScope {
  readonly input: JsonObject;
  readonly output?: JsonValue;
  readonly sources: JsonObject;
}

/** Where a task is done in turns: what has been said so far, and the tools there are. */
export interface TaskTurn {
  readonly past: readonly PastTurn[];
  readonly tools: readonly ToolOffer[];
  /** False: only an answer helps now. The tools are still described, as what was said before names them. */
  readonly mayCall: boolean;
}

export interface AttemptRequest {
  readonly task: TaskSpec;
  /** Null for suppliers without models. */
  readonly model: Pick<ModelSpec, 'key' | 'capabilities'> | null;
  readonly instructions: string;
  readonly input: JsonObject;
  readonly sources: readonly TaskSource[];
  /** Why the answer before was not accepted, one sentence each; empty on a first try. */
  readonly feedback: readonly string[];
  /** The answer before, when it is being corrected. */
  readonly previousOutput: JsonValue | null;
  /** Absent: one question, one answer. */
  readonly turn?: TaskTurn;
  readonly idempotencyKey: string;
  readonly timeoutMs: number;
  /** Plain key, only in memory for this call. */
  readonly apiKey: string | null;
  readonly baseUrl: string | null;
}

export type AttemptReply =
  | {
      readonly kind: 'answer';
      readonly output: JsonValue;
      readonly usage: TokenUsage;
      readonly answeredByModel: string | null;
      /** True when the reply itself says that the simulator gave it. */
      readonly isSimulated: boolean;
      readonly classification?: ClassifierVerdict;
    }
  | {
      readonly kind: 'declined';
      readonly explanation: string;
      readonly usage: TokenUsage;
      readonly answeredByModel: string | null;
      readonly isSimulated: boolean;
      readonly classification?: ClassifierVerdict;
    }
  /** The model wants tools called before it answers. Only in a turn. */
  | {
      readonly kind: 'calls';
      readonly calls: readonly AskedCall[];
      readonly text: string;
      readonly usage: TokenUsage;
      readonly answeredByModel: string | null;
      readonly isSimulated: boolean;
    }
  | { readonly kind: 'handed_to_person' };

/**
 * Somebody who can perform a task. One attempt, no retries of its own: routing owns them.
 * Throws DomainError `rate_limited` (details.retryAfterMs), `upstream_failed`, `upstream_timeout`,
 * `unauthenticated`, `address_refused`, `too_large`, `misconfigured`. Where tokens were billed before
 * the failure, details.usage carries them; where nobody says whether any were, details.mayHaveArrived is true.
 */
export interface Supplier {
  attempt(request: AttemptRequest, signal: AbortSignal): Promise<AttemptReply>;
}
