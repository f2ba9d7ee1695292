import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type Attributes,
  type Context,
  type Histogram,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { ModelCallEnd, ModelCallSpan, ModelCallStart, Telemetry, WorkStart } from './telemetry.ts';
import { formatTraceParent, parseTraceParent } from './trace-parent.ts';

/** Bounds as the conventions want them. Seconds, tokens. */
const durationBounds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const tokenBounds = Array.from({ length: 14 }, (_, power) => 4 ** power);

const metricsEveryMs = 60_000;
/** A process that ends waits no longer for a receiver that is away. */
const closeMsMax = 2000;

interface Instruments {
  readonly tracer: Tracer;
  readonly duration: Histogram;
  readonly tokens: Histogram;
}

const traceParentOf = (span: Span): string => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return formatTraceParent({ traceId, spanId, flags: traceFlags });
};

const contextOf = (traceparent: string | null): Context => {
  const parent = parseTraceParent(traceparent);
  if (!parent) return ROOT_CONTEXT;
  const { traceId, spanId, flags: traceFlags } = parent;
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
};

const failureType = (thrown: unknown): string => {
  if (typeof thrown === 'object' && thrown !== null && 'code' in thrown) return String(thrown.code);
  return thrown instanceof Error ? thrown.name : '_OTHER';
};

const fail = (span: Span, errorType: string): void => {
  span.setAttribute('error.type', errorType);
  span.setStatus({ code: SpanStatusCode.ERROR });
};

const endOf = ({ responseModel, tokens, errorType }: ModelCallEnd): Attributes => ({
  ...(responseModel === null ? {} : { 'gen_ai.response.model': responseModel }),
  ...(tokens === null
    ? {}
    : {
        'gen_ai.usage.input_tokens': tokens.input + tokens.cachedInput + tokens.cacheWrite,
        'gen_ai.usage.output_tokens': tokens.output,
        'gen_ai.usage.cache_read.input_tokens': tokens.cachedInput,
        'gen_ai.usage.cache_creation.input_tokens': tokens.cacheWrite,
      }),
  ...(errorType === null ? {} : { 'error.type': errorType }),
});

const measure = ({ duration, tokens }: Instruments, common: Attributes, startedAt: number, end: ModelCallEnd): void => {
  const { responseModel, errorType } = end;
  const about: Attributes = {
    ...common,
    ...(responseModel === null ? {} : { 'gen_ai.response.model': responseModel }),
  };
  const seconds = (performance.now() - startedAt) / 1000;
  duration.record(seconds, errorType === null ? about : { ...about, 'error.type': errorType });
  if (end.tokens === null) return;
  const { input, cachedInput, cacheWrite, output } = end.tokens;
  tokens.record(input + cachedInput + cacheWrite, { ...about, 'gen_ai.token.type': 'input' });
  tokens.record(output, { ...about, 'gen_ai.token.type': 'output' });
};

type Current = AsyncLocalStorage<Context>;

const startModelCall = (
  instruments: Instruments,
  current: Current,
  { operation, provider, model, attributes }: ModelCallStart,
): ModelCallSpan => {
  const common = {
    'gen_ai.operation.name': operation,
    'gen_ai.provider.name': provider,
    'gen_ai.request.model': model,
  };
  const context = current.getStore() ?? ROOT_CONTEXT;
  const options = { kind: SpanKind.CLIENT, attributes: { ...common, ...attributes } };
  const span = instruments.tracer.startSpan(`${operation} ${model}`, options, context);
  const startedAt = performance.now();
  return {
    traceparent: traceParentOf(span),
    run: (work) => current.run(trace.setSpan(context, span), work),
    end: (end) => {
      span.setAttributes(endOf(end));
      if (end.errorType !== null) fail(span, end.errorType);
      span.end();
      measure(instruments, common, startedAt, end);
    },
  };
};

const runWithin = async <Value>(
  { tracer }: Instruments,
  current: Current,
  { name, kind, traceparent, attributes = {} }: WorkStart,
  work: () => Promise<Value>,
): Promise<Value> => {
  const context = contextOf(traceparent);
  const spanKind = kind === 'server' ? SpanKind.SERVER : SpanKind.INTERNAL;
  const span = tracer.startSpan(name, { kind: spanKind, attributes }, context);
  try {
    return await current.run(trace.setSpan(context, span), work);
  } catch (thrown) {
    fail(span, failureType(thrown));
    throw thrown;
  } finally {
    span.end();
  }
};

/**
 * Sends spans in batches and metrics each minute over OTLP/HTTP (JSON) to `endpoint`. Headers, compression and resource come from
 * the variables that OpenTelemetry names `OTEL_…`. Nothing global is set: only what this product starts is recorded.
 */
export const openOtlpTelemetry = (name: string, endpoint: string): Telemetry => {
  const base = endpoint.replace(/\/$/, '');
  const resource = defaultResource()
    .merge(resourceFromAttributes({ 'service.name': `switchyard-${name}`, 'service.namespace': 'switchyard' }))
    .merge(detectResources({ detectors: [envDetector] }));
  const spans = new TracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${base}/v1/traces` }) })],
  });
  const reader = new PeriodicExportingMetricReader({
    exporter: new OTLPMetricExporter({ url: `${base}/v1/metrics` }),
    exportIntervalMillis: metricsEveryMs,
  });
  const metrics = new MeterProvider({ resource, readers: [reader] });
  const meter = metrics.getMeter('switchyard');
  const instruments: Instruments = {
    tracer: spans.getTracer('switchyard'),
    duration: meter.createHistogram('gen_ai.client.operation.duration', {
      unit: 's',
      advice: { explicitBucketBoundaries: durationBounds },
    }),
    tokens: meter.createHistogram('gen_ai.client.token.usage', {
      unit: '{token}',
      advice: { explicitBucketBoundaries: tokenBounds },
    }),
  };
  const current: Current = new AsyncLocalStorage();
  const currentSpan = (): Span | undefined => {
    const context = current.getStore();
    return context && trace.getSpan(context);
  };
  return {
    isOn: true,
    startModelCall: (start) => startModelCall(instruments, current, start),
    within: (start, work) => runWithin(instruments, current, start, work),
    note: (attributes) => void currentSpan()?.setAttributes({ ...attributes }),
    traceparent: () => {
      const span = currentSpan();
      return span ? traceParentOf(span) : null;
    },
    close: async () => {
      const sending = Promise.allSettled([spans.shutdown(), metrics.shutdown()]);
      await Promise.race([sending, delay(closeMsMax, undefined, { ref: false })]);
    },
  };
};
