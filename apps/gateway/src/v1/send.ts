import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { CallReply } from '@switchyard/application';
import type { DomainError } from '@switchyard/domain';
import { errorHeaders, type Family, statusOf, wireErrorBody } from './wire-error.ts';

const common = { 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' };

/** The whole answer in one write. */
export const sendJson = (
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string>>,
): void => {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, {
    ...common,
    'content-type': 'application/json',
    'content-length': bytes.length,
    ...headers,
  });
  response.end(bytes);
};

export const sendWireError = (
  response: ServerResponse,
  error: DomainError,
  family: Family,
  requestId: string,
): void => {
  if (response.headersSent) return void response.destroy();
  const body = JSON.stringify(wireErrorBody(error, family, requestId));
  sendJson(response, statusOf(error, family), body, errorHeaders(error, requestId));
};

const cacheHeaders = (cache: NonNullable<CallReply['cache']>): Record<string, string> => {
  if (cache.state !== 'hit') return { 'x-switchyard-cache': cache.state };
  return {
    'x-switchyard-cache': 'hit',
    'x-switchyard-saved-usd': (cache.savedMicroUsd / 1_000_000).toFixed(6),
    age: String(cache.ageS),
  };
};

/** Filled in one by one: every copy of it would be made by the thousand. */
const headersOf = (reply: CallReply, requestId: string): Record<string, string> => {
  const headers: Record<string, string> = {
    'x-request-id': requestId,
    'x-switchyard-receipt': reply.receiptId,
    'x-switchyard-model': reply.candidateRef,
  };
  if (reply.answeredByModel !== null) {
    headers['x-switchyard-answered-by'] = reply.answeredByModel.replaceAll(/[^\x20-\x7e]/g, '?');
  }
  if (reply.isSimulated) headers['x-switchyard-simulated'] = 'true';
  if (reply.cache) Object.assign(headers, cacheHeaders(reply.cache));
  if (reply.kind === 'whole') headers['x-switchyard-cost-usd'] = (reply.costMicroUsd / 1_000_000).toFixed(6);
  return headers;
};

/** A client of which nothing was read for so long has gone without closing: nothing is held for it any longer. */
const unreadMsMax = 120_000;

/** Waits while the client reads slower than the supplier writes; a client that has gone, or reads no more, ends the wait. */
const drained = async (response: ServerResponse, unreadMs: number): Promise<void> => {
  response.setTimeout(unreadMs);
  const gone = new AbortController();
  const leave = () => gone.abort();
  response.once('close', leave);
  await once(response, 'drain', { signal: gone.signal }).catch(() => undefined);
  response.off('close', leave);
  response.setTimeout(0);
};

/** All is said; what the client has not read yet waits in memory. */
const endRead = (response: ServerResponse, unreadMs: number): void => {
  if (response.writableLength > 0) response.setTimeout(unreadMs);
};

/** Writes a reply, whole or piece by piece. Closes on a client that reads nothing of it for `unreadMs`. */
export const sendReply = async (
  response: ServerResponse,
  reply: CallReply,
  requestId: string,
  unreadMs = unreadMsMax,
): Promise<void> => {
  const headers = headersOf(reply, requestId);
  if (reply.kind === 'whole') {
    sendJson(response, 200, reply.body, headers);
    return endRead(response, unreadMs);
  }
  response.writeHead(200, { ...common, 'content-type': 'text/event-stream; charset=utf-8', ...headers });
  for await (const text of reply.events) {
    if (response.destroyed) break;
    if (text !== '' && !response.write(text)) await drained(response, unreadMs);
  }
  response.end();
  endRead(response, unreadMs);
};
