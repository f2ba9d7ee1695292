import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

type Value = string | number | boolean;

interface WrittenAttribute {
  readonly key: string;
  readonly value: {
    readonly stringValue?: string;
    readonly intValue?: number | string;
    readonly doubleValue?: number;
    readonly boolValue?: boolean;
  };
}

export interface ReceivedSpan {
  readonly name: string;
  readonly kind: number;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly attributes: Readonly<Record<string, Value>>;
  /** 2 is an error. */
  readonly statusCode: number | undefined;
}

export interface ReceivedPoint {
  readonly metric: string;
  readonly unit: string;
  readonly count: number;
  readonly sum: number;
  readonly bounds: readonly number[];
  readonly attributes: Readonly<Record<string, Value>>;
}

export interface OtlpReceiver {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  readonly points: ReceivedPoint[];
  /** Everything that came, as text. */
  text(): string;
  close(): Promise<void>;
}

const readValue = ({ value }: WrittenAttribute): Value =>
  value.stringValue ?? value.boolValue ?? value.doubleValue ?? Number(value.intValue);

const attributesOf = (attributes: readonly WrittenAttribute[] = []): Record<string, Value> =>
  Object.fromEntries(attributes.map((each) => [each.key, readValue(each)]));

interface WrittenSpan extends Omit<ReceivedSpan, 'attributes' | 'statusCode'> {
  readonly attributes?: readonly WrittenAttribute[];
  readonly status?: { readonly code?: number };
}
interface WrittenMetric {
  readonly name: string;
  readonly unit: string;
  readonly histogram?: {
    readonly dataPoints: readonly {
      readonly count: number | string;
      readonly sum: number;
      readonly explicitBounds: readonly number[];
      readonly attributes?: readonly WrittenAttribute[];
    }[];
  };
}
interface Written {
  readonly resourceSpans?: readonly { readonly scopeSpans: readonly { readonly spans: readonly WrittenSpan[] }[] }[];
  readonly resourceMetrics?: readonly {
    readonly scopeMetrics: readonly { readonly metrics: readonly WrittenMetric[] }[];
  }[];
}

const spansIn = ({ resourceSpans = [] }: Written): ReceivedSpan[] =>
  resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans)
    .map(({ attributes, status, name, kind, traceId, spanId, parentSpanId }) => ({
      ...{ name, kind, traceId, spanId, parentSpanId },
      attributes: attributesOf(attributes),
      statusCode: status?.code,
    }));

const pointsIn = ({ resourceMetrics = [] }: Written): ReceivedPoint[] =>
  resourceMetrics
    .flatMap(({ scopeMetrics }) => scopeMetrics)
    .flatMap(({ metrics }) => metrics)
    .flatMap(({ name, unit, histogram }) =>
      (histogram?.dataPoints ?? []).map(({ count, sum, explicitBounds, attributes }) => ({
        ...{ metric: name, unit, sum },
        count: Number(count),
        bounds: explicitBounds,
        attributes: attributesOf(attributes),
      })),
    );

/** Takes what an exporter sends over OTLP/HTTP in JSON, on this machine. */
export const startOtlpReceiver = async (): Promise<OtlpReceiver> => {
  const bodies: string[] = [];
  const spans: ReceivedSpan[] = [];
  const points: ReceivedPoint[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.once('end', () => {
      const text = Buffer.concat(parts).toString();
      const written = JSON.parse(text) as Written;
      bodies.push(text);
      spans.push(...spansIn(written));
      points.push(...pointsIn(written));
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    points,
    text: () => bodies.join('\n'),
    close: () =>
      new Promise((closed) => {
        server.closeAllConnections();
        server.close(() => closed());
      }),
  };
};
