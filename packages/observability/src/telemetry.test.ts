import { type OtlpReceiver, startOtlpReceiver } from '@switchyard/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTelemetry } from './create-telemetry.ts';
import { createLogger } from './logger.ts';
import { openOtlpTelemetry } from './otlp-telemetry.ts';
import { noTelemetry } from './telemetry.ts';
import { formatTraceParent, parseTraceParent, traceParentOfRun } from './trace-parent.ts';

const log = createLogger({ name: 'test', level: 'silent' });
const runId = '019aa000-1111-7222-8333-444455556666';
const start = { operation: 'chat', provider: 'lab', model: 'm' } as const;
const end = { responseModel: 'm-1', tokens: null, errorType: null };

let receiver: OtlpReceiver;
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(() => receiver.close());

describe('traceparent', () => {
  it('is read and written; what is none begins a trace of its own', () => {
    const text = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    const parsed = parseTraceParent(text);
    expect(parsed && formatTraceParent(parsed)).toBe(text);
    expect(parseTraceParent(`cc-${text.slice(3)}-more`)?.flags).toBe(1);
    for (const bad of [null, '', text.slice(1), `ff${text.slice(2)}`, text.replace(/0af\w+/, '0'.repeat(32)), 'x']) {
      expect(parseTraceParent(bad)).toBeNull();
    }
  });
});

it('without somewhere to send to nothing is recorded, and nothing is loaded', async () => {
  const telemetry = createTelemetry({ name: 'test', endpoint: undefined, log });
  expect(telemetry).toBe(noTelemetry);
  expect(await telemetry.within({ name: 'x', kind: 'server', traceparent: null }, async () => 7)).toBe(7);
  expect(telemetry.startModelCall(start).traceparent).toBeNull();
});

it('steps of one run belong to one trace, in whatever process; each call to the step that made it, also at the same time', async () => {
  for (const process of ['one', 'two']) {
    const telemetry = openOtlpTelemetry(process, receiver.url);
    const step = (name: string) =>
      telemetry.within({ name, kind: 'internal', traceparent: traceParentOfRun(runId) }, async () => {
        await new Promise((done) => setImmediate(done));
        const span = telemetry.startModelCall({ ...start, model: name });
        await span.run(async () => {
          expect(telemetry.traceparent()).toBe(span.traceparent);
        });
        span.end(end);
      });
    await Promise.all([step(`${process} a`), step(`${process} b`)]);
    await telemetry.close();
  }
  expect(new Set(receiver.spans.map(({ traceId }) => traceId))).toEqual(new Set([runId.replaceAll('-', '')]));
  const steps = receiver.spans.filter(({ kind }) => kind === 1);
  expect(new Set(steps.map(({ parentSpanId }) => parentSpanId)).size).toBe(1);
  const calls = receiver.spans.filter(({ kind }) => kind === 3);
  expect(calls).toHaveLength(4);
  for (const call of calls) {
    const parent = steps.find(({ spanId }) => spanId === call.parentSpanId);
    expect(call.name).toBe(`chat ${parent?.name}`);
  }
});

it('a receiver that is away fails nothing', async () => {
  const telemetry = openOtlpTelemetry('test', 'http://127.0.0.1:9');
  telemetry.startModelCall(start).end({ ...end, errorType: 'timeout' });
  await expect(telemetry.within({ name: 'x', kind: 'server', traceparent: null }, async () => 1)).resolves.toBe(1);
  await telemetry.close();
});
