import { setTimeout as delay } from 'node:timers/promises';
import { DomainError } from '@switchyard/domain';
import { AwsV4Signer } from 'aws4fetch';
import { createGuardedFetch, type GuardedFetch } from '../guarded-fetch.ts';
import {
  missingPayload,
  type PayloadKey,
  type PayloadStore,
  payloadHash,
  payloadPath,
  requireIntact,
} from './payload-store.ts';

export interface S3PayloadsOptions {
  /** Origin of the service, such as https://s3.eu-central-1.amazonaws.com or http://minio:9000. May be private. */
  readonly endpoint: string;
  readonly bucket: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`; what MinIO and most others expect. */
  readonly isPathStyle: boolean;
  /** In tests; a guarded fetch that may reach the endpoint otherwise. */
  readonly fetch?: GuardedFetch;
  /** Pauses before the second, third … try of a call that the service did not answer. */
  readonly retryDelaysMs?: readonly number[];
}

const bytesMax = 256_000_000;
const timeoutMs = 60_000;
/** Calls that carry no content need no minute. */
const shortTimeoutMs = 10_000;
const missing = 404;

/** Host and port as the guard compares them; the operator named this address, so it may be private. */
const allowedHost = (url: URL): string => {
  const port = url.port === '' ? (url.protocol === 'https:' ? '443' : '80') : url.port;
  return `${url.hostname}:${port}`;
};

const bucketUrl = ({ endpoint, bucket, isPathStyle }: S3PayloadsOptions): URL => {
  const url = new URL(endpoint);
  if (isPathStyle) url.pathname = `${url.pathname.replace(/\/$/, '')}/${bucket}/`;
  else url.hostname = `${bucket}.${url.hostname}`;
  return url;
};

const isPassing = (status: number): boolean => status === 429 || status >= 500;

/** `Code` of an S3 error document; the whole text says no more that an operator could use. */
const errorCode = (text: string): string => /<Code>([A-Za-z0-9]{1,64})<\/Code>/.exec(text)?.[1] ?? '';

const refusalRemedy = (status: number): string => {
  if (status === 403) {
    return 'Check SWITCHYARD_S3_ACCESS_KEY_ID and SWITCHYARD_S3_SECRET_ACCESS_KEY, the clock of this machine, and that the key may s3:GetObject, s3:PutObject, s3:DeleteObject and s3:ListBucket.';
  }
  if (status >= 300 && status < 400)
    return 'Set SWITCHYARD_S3_REGION and SWITCHYARD_S3_ENDPOINT to those of the bucket.';
  if (status === missing) return 'Create the bucket that SWITCHYARD_PAYLOADS names, or correct the name.';
  return 'Check the SWITCHYARD_S3_… settings.';
};

/** `fetch failed` says nothing; what it was caused by does. */
const innermost = (thrown: unknown): string => {
  if (!(thrown instanceof Error)) return 'no answer';
  return thrown.cause instanceof Error ? innermost(thrown.cause) : thrown.message || thrown.name;
};

/**
 * Why a reply is not that of an object store, but of whatever stands in its place for now: a proxy's page, a server that has just begun.
 * Believed, the one would be content that is stored nowhere, the other content that is lost. Null: it may be one.
 */
const whyForeign = (method: string, hash: string, { status, headers, bytes }: Reply): string | null => {
  if (method === 'PUT' && status === 200 && headers.get('etag') === null) return 'it takes content without an ETag';
  if (method !== 'GET') return null;
  if (status === missing && errorCode(bytes.toString('utf8', 0, 4096)) === '') return 'status 404 without an S3 code';
  const isPage = headers.get('content-type')?.startsWith('text/html') ?? false;
  return status === 200 && isPage && payloadHash(bytes) !== hash ? 'a web page in the place of content' : null;
};

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
}

/**
 * Payloads as objects of an S3-compatible bucket, `organisation/ab/cd/hash`, signed with Signature Version 4. The hash that
 * names the content is also the signed hash of the body, so the service refuses what was damaged on the way.
 */
export const createS3Payloads = (options: S3PayloadsOptions): PayloadStore => {
  const base = bucketUrl(options);
  const place = `bucket ${options.bucket} at ${new URL(options.endpoint).host}`;
  const fetch = options.fetch ?? createGuardedFetch({ allowedHosts: [allowedHost(base)], bytesMax, timeoutMs });
  const { accessKeyId, secretAccessKey, region, retryDelaysMs = [200, 1000] } = options;

  const attempt = async (method: string, url: string, hash: string, body: Uint8Array | null): Promise<Reply> => {
    const headers: Record<string, string> = {
      'x-amz-content-sha256': body === null ? payloadHash(new Uint8Array()) : hash,
      ...(body === null ? {} : { 'content-type': 'application/json' }),
    };
    const signer = new AwsV4Signer({ method, url, headers, accessKeyId, secretAccessKey, service: 's3', region });
    const signed = await signer.sign();
    const isShort = method === 'HEAD' || method === 'DELETE';
    const init = {
      method,
      headers: signed.headers,
      redirect: 'manual' as const,
      body: body && Buffer.from(body),
      signal: isShort ? AbortSignal.timeout(shortTimeoutMs) : null,
    };
    const response = await fetch(signed.url.href, init);
    return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) };
  };

  const send = async (method: string, key: PayloadKey, body: Uint8Array | null = null): Promise<Reply> => {
    const url = new URL(payloadPath(key), base).href;
    let cause: unknown;
    for (const delayMs of [...retryDelaysMs, null]) {
      const reply = await attempt(method, url, key.hash, body).catch((thrown: unknown) => {
        cause = thrown;
        return null;
      });
      const foreign = reply && whyForeign(method, key.hash, reply);
      if (reply && !isPassing(reply.status) && foreign === null) return reply;
      cause = reply ? new Error(foreign ?? `status ${reply.status}`) : cause;
      if (delayMs !== null) await delay(delayMs);
    }
    throw new DomainError(
      'unavailable',
      `The payload ${place} cannot be reached (${innermost(cause)}). Check that the service runs and SWITCHYARD_S3_ENDPOINT names it.`,
      { retryable: true, cause },
    );
  };

  const refuse = ({ status, bytes }: Reply): DomainError => {
    const code = errorCode(bytes.toString('utf8', 0, 4096));
    const said = code === '' ? String(status) : `${status} ${code}`;
    // Values wait until that is put right.
    return new DomainError('misconfigured', `The payload ${place} refuses us (${said}). ${refusalRemedy(status)}`, {
      retryable: true,
    });
  };

  return {
    place,
    put: async (key, bytes) => {
      const head = await send('HEAD', key);
      if (head.status === 200 && Number(head.headers.get('content-length')) === bytes.byteLength) return;
      // Without the right to list, a missing object is answered with 403: then the PUT tells.
      const reply = await send('PUT', key, bytes);
      if (reply.status !== 200) throw refuse(reply);
    },
    get: async (key) => {
      const reply = await send('GET', key);
      if (reply.status === 200) return requireIntact(place, key, reply.bytes);
      const isBucketThere = errorCode(reply.bytes.toString('utf8', 0, 4096)) !== 'NoSuchBucket';
      throw reply.status === missing && isBucketThere ? missingPayload(place, key) : refuse(reply);
    },
    remove: async (key) => {
      const reply = await send('DELETE', key);
      if (reply.status !== 200 && reply.status !== 204 && reply.status !== missing) throw refuse(reply);
    },
  };
};
