import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { findSignatureProblem, type S3Credentials } from './s3-signature.ts';

export interface S3DoubleOptions extends S3Credentials {
  readonly bucket: string;
}

export interface S3Double {
  /** Origin of the service. Answers path-style, and virtual-host style to whoever sends that Host. */
  readonly endpoint: string;
  /** What is stored, by key. A test may change it as somebody else could. */
  readonly objects: Map<string, Buffer>;
  /** `METHOD key status` of every request so far. */
  readonly requests: string[];
  /** The next `count` requests are answered with `status` and do nothing. */
  failNext(count: number, status: number): void;
  stop(): Promise<void>;
}

const readAll = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
};

/** Bucket and key of a request in either style. */
const targetOf = (request: IncomingMessage): { bucket: string; key: string } => {
  const { pathname } = new URL(request.url ?? '/', 'http://s3');
  const host = (request.headers.host ?? '').replace(/:\d+$/, '');
  const [label = ''] = host.split('.');
  const isVirtualHost = host.endsWith('.localhost');
  const [, first = '', ...rest] = pathname.split('/');
  return isVirtualHost ? { bucket: label, key: [first, ...rest].join('/') } : { bucket: first, key: rest.join('/') };
};

interface Answer {
  readonly status: number;
  readonly code?: string;
  readonly body?: Buffer;
}

/** The four object operations of S3 over a map, for one bucket and one key pair. Every signature is checked. */
export const startS3Double = async (options: S3DoubleOptions): Promise<S3Double> => {
  const objects = new Map<string, Buffer>();
  const requests: string[] = [];
  let failing = { count: 0, status: 500 };

  const obey = (method: string | undefined, key: string, body: Buffer): Answer => {
    if (method === 'PUT') {
      objects.set(key, body);
      return { status: 200 };
    }
    if (method === 'DELETE') {
      objects.delete(key);
      return { status: 204 };
    }
    const found = objects.get(key);
    return found ? { status: 200, body: found } : { status: 404, code: 'NoSuchKey' };
  };

  const answer = (request: IncomingMessage, body: Buffer, bucket: string, key: string): Answer => {
    if (failing.count > 0) {
      failing = { ...failing, count: failing.count - 1 };
      return { status: failing.status, code: 'SlowDown' };
    }
    const code = findSignatureProblem(request, body, options, Date.now());
    if (code !== null) return { status: 403, code };
    if (bucket !== options.bucket) return { status: 404, code: 'NoSuchBucket' };
    return obey(request.method, key, body);
  };

  const reply = (request: IncomingMessage, response: ServerResponse, { status, code, body }: Answer): void => {
    const text = body ?? Buffer.from(code === undefined ? '' : `<Error><Code>${code}</Code></Error>`);
    const etag = request.method === 'PUT' && status === 200 ? { etag: '"of what was put"' } : {};
    response.writeHead(status, { 'content-length': status === 204 ? 0 : text.byteLength, ...etag });
    response.end(request.method === 'HEAD' || status === 204 ? undefined : text);
  };

  const server = createServer((request, response) => {
    void readAll(request).then((body) => {
      const { bucket, key } = targetOf(request);
      const answered = answer(request, body, bucket, key);
      requests.push(`${request.method} ${key} ${answered.status}`);
      reply(request, response, answered);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    objects,
    requests,
    failNext: (count, status) => {
      failing = { count, status };
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
