import { noTokens, type TokenUsage } from '@switchyard/domain';
import { createTextPieces, type TextPieces } from './text-pieces.ts';
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
  /** All that the supplier has written so far: what goes to the client, thoughts, arguments, and further answers. */
  written(): string;
  /** Characters of that. */
  writtenChars(): number;
  error(): string | null;
  /** The supplier has said why it stopped; only the format's last word may be missing. */
  hasStopped(): boolean;
  hasEnded(): boolean;
  /** More than any model answers: a fault or an attack. */
  isEndless(): boolean;
}

/** A million tokens are five million characters. */
const writtenCharsMax = 16_000_000;
const callsMax = 10_000;

interface State {
  id: string;
  model: string | null;
  readonly text: TextPieces;
  refusal: string | null;
  /** By their index, which a supplier may choose as it likes. */
  readonly calls: Map<number, WireCall>;
  stop: WireStop;
  usage: TokenUsage | null;
  billing: WireBilling;
  /** Kept apart: it is read only where a report of the usage is missing or not believable. */
  readonly thoughts: TextPieces;
  writtenChars: number;
  error: string | null;
  hasStopped: boolean;
  hasEnded: boolean;
}

/** Usage comes in parts in one format, and more than once in others: of each class the largest counts. */
const mergeUsage = (before: TokenUsage | null, now: TokenUsage): TokenUsage => largerOf(before ?? noTokens, now);

const mergeBilling = (before: WireBilling, { served, uses }: WireBilling): WireBilling => {
  const all = new Map(Object.entries(before.uses));
  for (const [name, count] of Object.entries(uses)) all.set(name, Math.max(all.get(name) ?? 0, count));
  return { served: { ...before.served, ...served }, uses: Object.fromEntries(all) };
};

const nothingBilled: WireBilling = { served: {}, uses: {} };

const addArguments = (state: State, index: number, json: string): void => {
  const call = state.calls.get(index);
  if (call) state.calls.set(index, { ...call, json: call.json + json });
  else state.thoughts.add(json);
  state.writtenChars += json.length;
};

const addText = (state: State, event: Extract<WireEvent, { text: string }>): void => {
  state.writtenChars += event.text.length;
  if (event.kind === 'text') state.text.add(event.text);
  if (event.kind === 'refusal') state.refusal = (state.refusal ?? '') + event.text;
  if (event.kind === 'thought') state.thoughts.add(event.text);
};

const callsOf = ({ calls }: State): WireCall[] =>
  [...calls].sort(([one], [other]) => one - other).map(([, call]) => call);

/** Some servers say that they have ended where they ask for tools: what they asked for counts. */
const stopOf = ({ stop, calls }: State): WireStop => (stop === 'end' && calls.size > 0 ? 'calls' : stop);

const writtenOf = ({ text, refusal, thoughts, calls }: State): string =>
  [text.text(), refusal ?? '', thoughts.text(), ...[...calls.values()].map(({ json }) => json)].join('\n');

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
      // Some servers say with each piece of it whose call it is.
      if (!state.calls.has(event.index)) state.calls.set(event.index, { id: event.id, name: event.name, json: '' });
      break;
    case 'arguments':
      addArguments(state, event.index, event.json);
      break;
    case 'stop':
      state.stop = event.reason;
      state.hasStopped = true;
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
    text: createTextPieces(),
    refusal: null,
    calls: new Map(),
    stop: 'end',
    usage: null,
    billing: nothingBilled,
    thoughts: createTextPieces(),
    writtenChars: 0,
    error: null,
    hasStopped: false,
    hasEnded: false,
  };
  return {
    add: (event) => addEvent(state, event),
    reply: () => {
      const { id, model, text, refusal, usage } = state;
      return { id, model, text: text.text(), refusal, calls: callsOf(state), stop: stopOf(state), usage };
    },
    billing: () => state.billing,
    written: () => writtenOf(state),
    writtenChars: () => state.writtenChars,
    error: () => state.error,
    hasStopped: () => state.hasStopped,
    hasEnded: () => state.hasEnded,
    isEndless: () => state.writtenChars > writtenCharsMax || state.calls.size > callsMax,
  };
};
