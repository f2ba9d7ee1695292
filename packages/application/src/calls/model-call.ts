import { type DataClass, DomainError, type JsonObject } from '@switchyard/domain';
import type { Wire } from '@switchyard/suppliers';
import type { CacheWish } from '../answer-cache/index.ts';

/** A call of a client: its format, or vectors of texts, which have one format only. */
export type CallEndpoint = Wire | 'embeddings';

export interface ModelCall {
  readonly endpoint: CallEndpoint;
  readonly body: JsonObject;
  /** The body as it came. */
  readonly bytes: Buffer;
  /** Class that the client says its data has; it may raise the key's, never lower it. */
  readonly dataClass: DataClass | null;
  /** Longest wait for one attempt. Null: the default. Milliseconds. */
  readonly timeoutMs: number | null;
  /** What the client wants of the cache; it never widens what the rules allow. */
  readonly cacheWish?: CacheWish;
  /** Headers of the client's format that go along to a supplier of the same format, such as `anthropic-version`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** What is known of a reply when it begins. */
export interface CallHead {
  readonly receiptId: string;
  /** Who really answers: `supplier/model`. */
  readonly candidateRef: string;
  /** Model that the supplier says it used. */
  readonly answeredByModel: string | null;
  readonly isSimulated: boolean;
  /** Absent where the rules or the call leave the cache out. */
  readonly cache?:
    | { readonly state: 'hit'; readonly ageS: number; readonly savedMicroUsd: number }
    | { readonly state: 'miss' | 'bypass' };
}

export type CallReply = CallHead &
  (
    | { readonly kind: 'whole'; readonly body: string | Buffer; readonly costMicroUsd: number }
    /** Text of server-sent events. The receipt is durable before the last piece comes. */
    | { readonly kind: 'stream'; readonly events: AsyncIterable<string> }
  );

/** What a body names as its model. Throws `invalid_input`. */
export const modelNameOf = ({ model }: JsonObject): string => {
  if (typeof model === 'string' && model !== '') return model;
  throw new DomainError('invalid_input', 'model: Name a model (supplier/model), a task (task/…) or auto.');
};
