import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { type S3Double, startS3Double } from '@switchyard/testing/s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describePayloadStore } from '../../test/payload-store-contract.ts';
import { payloadHash } from './payload-store.ts';
import { createS3Payloads, type S3PayloadsOptions } from './s3-payloads.ts';

const credentials = { accessKeyId: 'SWITCHYARD', secretAccessKey: 'a/secret+key', region: 'eu-north-1' };
const organisationId = '01890000-0000-7000-8000-000000000001';
const noDelays = [0, 0];

let s3: S3Double;
beforeAll(async () => {
  s3 = await startS3Double({ ...credentials, bucket: 'payloads' });
});
afterAll(() => s3.stop());

const open = (options: Partial<S3PayloadsOptions> = {}) =>
  createS3Payloads({
    ...credentials,
    endpoint: s3.endpoint,
    bucket: 'payloads',
    isPathStyle: true,
    retryDelaysMs: noDelays,
    ...options,
  });

/** A name such as payloads.localhost resolves on few machines; it goes along as the Host it was signed for. */
const fetchByHost: typeof fetch = async (input, init) => {
  const url = new URL(String(input));
  const { method } = init ?? {};
  const headers = { ...Object.fromEntries(new Headers(init?.headers)), host: url.host };
  const sent = request({ host: '127.0.0.1', port: url.port, path: url.pathname, method, headers });
  sent.end(init?.body ?? undefined);
  const [reply]: IncomingMessage[] = await once(sent, 'response');
  const body = Buffer.concat((await reply?.toArray()) ?? []);
  const status = reply?.statusCode ?? 500;
  return new Response(method === 'HEAD' ? null : body, {
    status,
    headers: { 'content-length': String(reply?.headers['content-length']), etag: String(reply?.headers.etag) },
  });
};

const somePayload = () => {
  const bytes = randomBytes(100);
  return { bytes, key: { organisationId, hash: payloadHash(bytes) } };
};

describe('a bucket', () => {
  describePayloadStore({
    store: open,
    countStored: () => s3.objects.size,
    overwrite: (path, bytes) => void s3.objects.set(path, bytes),
  });

  test('is asked before content is sent a second time', async () => {
    const { key, bytes } = somePayload();
    await open().put(key, bytes);
    const before = s3.requests.length;
    await open().put(key, bytes);
    expect(s3.requests.slice(before).map((request) => request.split(' ')[0])).toEqual(['HEAD']);
  });

  test('is addressed by host name too', async () => {
    const { key, bytes } = somePayload();
    const endpoint = s3.endpoint.replace('127.0.0.1', 'localhost');
    const store = open({ endpoint, isPathStyle: false, fetch: fetchByHost });
    await store.put(key, bytes);
    expect((await store.get(key)).equals(bytes)).toBe(true);
  });

  test('a service that fails for a moment is asked again; one that stays away is retryable and says what to check', async () => {
    const { key, bytes } = somePayload();
    s3.failNext(2, 503);
    await open().put(key, bytes);
    s3.failNext(1000, 503);
    await expect(open().get(key)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: expect.stringMatching(/cannot be reached \(status 503\)\. Check/),
    });
    s3.failNext(0, 503);
    await expect(open({ endpoint: 'http://127.0.0.1:9' }).get(key)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test.each([
    ['another secret', { secretAccessKey: 'wrong' }, /403 SignatureDoesNotMatch.+SWITCHYARD_S3_SECRET_ACCESS_KEY/],
    ['an unknown key', { accessKeyId: 'NOBODY' }, /403 InvalidAccessKeyId.+SWITCHYARD_S3_ACCESS_KEY_ID/],
    ['another region', { region: 'us-east-1' }, /403 AuthorizationHeaderMalformed/],
    ['a bucket that does not exist', { bucket: 'elsewhere' }, /404 NoSuchBucket.+Create the bucket/],
  ])('%s is refused with what to set', async (_, options, message) => {
    const { key, bytes } = somePayload();
    const refusal = { code: 'misconfigured', retryable: true, message: expect.stringMatching(message) };
    await expect(open(options).put(key, bytes)).rejects.toMatchObject(refusal);
    await expect(open(options).get(key)).rejects.toMatchObject(refusal);
  });

  const page = { status: 200, headers: { 'content-type': 'text/html', etag: '"page"' } };
  test.each([
    ['a page for everything', () => new Response('<h1>Welcome</h1>', page), /a web page in the place of content/],
    ['404 for everything', () => new Response('not here', { status: 404 }), /status 404 without an S3 code/],
  ])('%s that stands in the place of the service is no loss of content', async (_, answer, message) => {
    const { key } = somePayload();
    const away = { code: 'unavailable', retryable: true, message: expect.stringMatching(message) };
    await expect(open({ fetch: async () => answer() }).get(key)).rejects.toMatchObject(away);
  });

  test('content is not believed to be stored by what answers 200 to everything', async () => {
    const { key, bytes } = somePayload();
    const fetch = async () => new Response(null, { status: 200 });
    await expect(open({ fetch }).put(key, bytes)).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
      message: expect.stringContaining('without an ETag'),
    });
  });

  test('a redirect is not followed with our signature', async () => {
    const { key, bytes } = somePayload();
    s3.failNext(10, 301);
    await expect(open().put(key, bytes)).rejects.toMatchObject({
      code: 'misconfigured',
      message: expect.stringContaining('SWITCHYARD_S3_REGION'),
    });
    s3.failNext(0, 503);
  });
});
