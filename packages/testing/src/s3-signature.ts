import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

const authorizationPattern =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** How far the clock of a caller may be off, as Amazon has it. */
const clockSkewMaxMs = 15 * 60_000;

const instantOf = (stamp: string): number =>
  Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

const canonicalQuery = (url: URL): string =>
  [...url.searchParams]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted()
    .join('&');

/**
 * Checks Signature Version 4 of a request, header form, written from Amazon's description ("Authenticating Requests:
 * Using the Authorization Header") and not from any signer. Returns the S3 error code, or null when the signature fits.
 */
export const findSignatureProblem = (
  request: IncomingMessage,
  body: Buffer,
  credentials: S3Credentials,
  nowMs: number,
): string | null => {
  const parsed = authorizationPattern.exec(request.headers.authorization ?? '');
  if (!parsed) return 'AccessDenied';
  const [, accessKeyId = '', date = '', region = '', names = '', signature = ''] = parsed;
  if (accessKeyId !== credentials.accessKeyId) return 'InvalidAccessKeyId';
  if (region !== credentials.region) return 'AuthorizationHeaderMalformed';
  const stamp = String(request.headers['x-amz-date'] ?? '');
  if (!stamp.startsWith(date) || !(Math.abs(nowMs - instantOf(stamp)) <= clockSkewMaxMs)) return 'RequestTimeTooSkewed';
  const signedNames = names.split(';');
  if (!['host', 'x-amz-content-sha256', 'x-amz-date'].every((name) => signedNames.includes(name)))
    return 'AccessDenied';
  const bodyHash = String(request.headers['x-amz-content-sha256']);
  if (bodyHash !== sha256(body)) return 'XAmzContentSHA256Mismatch';
  const url = new URL(request.url ?? '/', 'http://s3');
  const headers = signedNames.map((name) => `${name}:${String(request.headers[name] ?? '').trim()}\n`).join('');
  const canonical = [request.method, url.pathname, canonicalQuery(url), headers, names, bodyHash].join('\n');
  const scope = `${date}/${region}/s3/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', stamp, scope, sha256(canonical)].join('\n');
  const key = hmac(hmac(hmac(hmac(`AWS4${credentials.secretAccessKey}`, date), region), 's3'), 'aws4_request');
  return timingSafeEqual(hmac(key, toSign), Buffer.from(signature, 'hex')) ? null : 'SignatureDoesNotMatch';
};
