/** Tokens of a call, by class; all that was read is their sum but for what was written. */
export interface TelemetryTokens {
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly output: number;
}

export interface ModelCallStart {
  readonly operation: 'chat' | 'embeddings';
  /** As the GenAI conventions name it: `openai`, `anthropic`; any other supplier by its slug. */
  readonly provider: string;
  readonly model: string;
  /** Of this product: ids, never what was said. */
  readonly attributes?: Readonly<Record<string, string>>;
}

export interface ModelCallEnd {
  readonly responseModel: string | null;
  /** Null where nobody knows. */
  readonly tokens: TelemetryTokens | null;
  /** A status, a code, `timeout`, `cancelled`; null: it answered. */
  readonly errorType: string | null;
}

/** One call of a model under way. `end` is called once. */
export interface ModelCallSpan {
  /** What carries the trace on to the supplier (W3C Trace Context); null when nothing is recorded. */
  readonly traceparent: string | null;
  end(end: ModelCallEnd): void;
  /** Runs something in which this call is the current span. */
  run<Value>(work: () => Promise<Value>): Promise<Value>;
}

export interface WorkStart {
  readonly name: string;
  readonly kind: 'server' | 'internal';
  /** Of whoever asked (W3C Trace Context); null begins a trace. */
  readonly traceparent: string | null;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Traces and metrics of model calls, by OpenTelemetry's conventions for GenAI. Nothing here throws or waits. */
export interface Telemetry {
  readonly isOn: boolean;
  startModelCall(start: ModelCallStart): ModelCallSpan;
  /** Runs a piece of work as a span; model calls inside it are its children. What it throws is thrown. */
  within<Value>(start: WorkStart, work: () => Promise<Value>): Promise<Value>;
  /** Says something about the piece of work under way. */
  note(attributes: Readonly<Record<string, string | number | boolean>>): void;
  /** Of the current span; null when there is none. */
  traceparent(): string | null;
  /** Sends what is left. */
  close(): Promise<void>;
}

const noSpan: ModelCallSpan = { traceparent: null, end: () => undefined, run: (work) => work() };

/** Records nothing. */
export const noTelemetry: Telemetry = {
  isOn: false,
  startModelCall: () => noSpan,
  within: (_start, work) => work(),
  note: () => undefined,
  traceparent: () => null,
  close: () => Promise.resolve(),
};
