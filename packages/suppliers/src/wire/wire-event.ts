import { noTokens, type TokenUsage } from '@switchyard/domain';
import { largerOf, type RateField } from './usage-classes.ts';
import type { WireCall } from './wire-request.ts';

/** Why the model stopped. */
export type WireStop = 'end' | 'length' | 'calls' | 'refusal' | 'stop_sequence';

/** By the field of the request that asks for it: how a call was served. */
export type ServedRates = Readonly<Partial<Record<RateField, string>>>;

/** How a supplier bills a call beside its tokens. What it did by the piece is counted by name. */
export interface WireBilling {
  readonly served: ServedRates;
  readonly uses: Readonly<Record<string, number>>;
}

/** A reply, independent of its format, in the order in which it is written. */
export type WireEvent =
  | { readonly kind: 'start'; readonly id: string; readonly model: string | null }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refusal'; readonly text: string }
  /** What the model thinks: counted, never passed to another format. */
  | { readonly kind: 'thought'; readonly text: string }
  /** A call of a tool begins. `index` counts calls from 0. */
  | { readonly kind: 'call'; readonly index: number; readonly id: string; readonly name: string }
  | { readonly kind: 'arguments'; readonly index: number; readonly json: string }
  | { readonly kind: 'stop'; readonly reason: WireStop }
  | { readonly kind: 'usage'; readonly usage: TokenUsage }
  | { readonly kind: 'billed'; readonly served: ServedRates; readonly uses: Readonly<Record<string, number>> }
  /** The supplier reported a failure inside its stream. */
  | { readonly kind: 'error'; readonly message: string }
  /** The format's own last word; a stream that ends without it was cut. */
  | { readonly kind: 'end' };

/** A whole reply. */
export interface WireReply {
  readonly id: string;
  readonly model: string | null;
  readonly text: string;
  readonly refusal: string | null;
  readonly calls: readonly WireCall[];
  readonly stop: WireStop;
  /** Null where the supplier said nothing. */
  readonly usage: TokenUsage | null;
}

/** Gathers events into a reply. `add` is called in order; `reply` may be asked at any time. */
export interface WireCollector {
  add(event: WireEvent): void;
  reply(): WireReply;
  billing(): WireBilling;
  /** Characters that the supplier has written so far, thoughts and arguments included. */
  writtenChars(): number;
  error(): string | null;
  hasEnded(): boolean;
}

interface State {
  id: string;
  model: string | null;
  text: string;
  refusal: string | null;
  calls: WireCall[];
  stop: WireStop;
  usage: TokenUsage | null;
  billing: WireBilling;
  writtenChars: number;
  error: string | null;
  hasEnded: boolean;
}

/** Usage comes in parts in one format, and more than once in others: of each class the largest counts. */
const mergeUsage = (before: TokenUsage | null, now: TokenUsage): TokenUsage => largerOf(before ?? noTokens, now);

const mergeBilling = (before: WireBilling, { served, uses }: WireBilling): WireBilling => {
  const all: Record<string, number> = { ...before.uses };
  for (const [name, count] of Object.entries(uses)) all[name] = Math.max(all[name] ?? 0, count);
  return { served: { ...before.served, ...served }, uses: all };
};

const nothingBilled: WireBilling = { served: {}, uses: {} };

const addArguments = (state: State, index: number, json: string): void => {
  const call = state.calls[index];
  if (call) state.calls[index] = { ...call, json: call.json + json };
  state.writtenChars += json.length;
};

const addText = (state: State, event: Extract<WireEvent, { text: string }>): void => {
  state.writtenChars += event.text.length;
  if (event.kind === 'text') state.text += event.text;
  if (event.kind === 'refusal') state.refusal = (state.refusal ?? '') + event.text;
};

const addEvent = (state: State, event: WireEvent): void => {
  switch (event.kind) {
    case 'start':
      if (state.id === '') state.id = event.id;
      state.model ??= event.model;
      break;
    case 'text':
    case 'refusal':
    case 'thought':
      addText(state, event);
      break;
    case 'call':
      state.calls[event.index] = { id: event.id, name: event.name, json: '' };
      break;
    case 'arguments':
      addArguments(state, event.index, event.json);
      break;
    case 'stop':
      state.stop = event.reason;
      break;
    case 'usage':
      state.usage = mergeUsage(state.usage, event.usage);
      break;
    case 'billed':
      state.billing = mergeBilling(state.billing, event);
      break;
    case 'error':
      state.error = event.message;
      break;
    case 'end':
      state.hasEnded = true;
      break;
  }
};

export const createWireCollector = (): WireCollector => {
  const state: State = {
    id: '',
    model: null,
    text: '',
    refusal: null,
    calls: [],
    stop: 'end',
    usage: null,
    billing: nothingBilled,
    writtenChars: 0,
    error: null,
    hasEnded: false,
  };
  return {
    add: (event) => addEvent(state, event),
    reply: () => {
      const { id, model, text, refusal, calls, stop, usage } = state;
      return { id, model, text, refusal, calls: calls.filter((call) => call !== undefined), stop, usage };
    },
    billing: () => state.billing,
    writtenChars: () => state.writtenChars,
    error: () => state.error,
    hasEnded: () => state.hasEnded,
  };
};
