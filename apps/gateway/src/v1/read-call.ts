import type { IncomingMessage } from 'node:http';
import type { CallEndpoint, ModelCall } from '@switchyard/application';
import { type DataClass, DomainError, dataClasses, type JsonObject } from '@switchyard/domain';
import { parseJson, requireJson } from '../http/parse-json.ts';
import { readBody } from '../http/read-body.ts';
import { readCacheWish } from './read-cache-wish.ts';

const headerOf = ({ headers }: IncomingMessage, name: string): string | null => {
  const value = headers[name];
  return typeof value === 'string' && value !== '' ? value : null;
};

/** The key, wherever the family's clients put it. */
export const keyTextOf = (request: IncomingMessage): string => {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(headerOf(request, 'authorization') ?? '') ?? [];
  return headerOf(request, 'x-api-key') ?? bearer ?? '';
};

const dataClassOf = (request: IncomingMessage): DataClass | null => {
  const written = headerOf(request, 'x-switchyard-data-class');
  if (written === null) return null;
  const known = dataClasses.find((each) => each === written);
  if (known) return known;
  throw new DomainError('invalid_input', `x-switchyard-data-class: write one of ${dataClasses.join(', ')}.`);
};

const timeoutMsMax = 3_600_000;

const timeoutOf = (request: IncomingMessage): number | null => {
  const written = headerOf(request, 'x-switchyard-timeout-ms');
  if (written === null) return null;
  const ms = Number(written);
  if (Number.isInteger(ms) && ms >= 1 && ms <= timeoutMsMax) return ms;
  throw new DomainError('invalid_input', `x-switchyard-timeout-ms: write milliseconds from 1 to ${timeoutMsMax}.`);
};

const ofOpenai = ['openai-beta'] as const;

/** Headers of a format's own; what another format's would do there, and cost, nobody says. */
const passedOn: Readonly<Record<CallEndpoint, readonly string[]>> = {
  chat: ofOpenai,
  responses: ofOpenai,
  embeddings: ofOpenai,
  messages: ['anthropic-version', 'anthropic-beta'],
};

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A request's body and what it says. Throws `invalid_input`, `too_large`, `unsupported_media_type`. */
export const readObject = async (request: IncomingMessage): Promise<{ body: JsonObject; bytes: Buffer }> => {
  requireJson(headerOf(request, 'content-type') ?? undefined);
  const bytes = await readBody(request);
  const body = parseJson(bytes);
  if (!isObject(body)) throw new DomainError('invalid_input', 'The body must be a JSON object.');
  return { body, bytes };
};

/** A request as a call. Throws `invalid_input`, `too_large`, `unsupported_media_type`. */
export const readCall = async (
  request: IncomingMessage,
  endpoint: CallEndpoint,
  signal: AbortSignal,
): Promise<ModelCall> => {
  const dataClass = dataClassOf(request);
  const timeoutMs = timeoutOf(request);
  const { body, bytes } = await readObject(request);
  const headers: Record<string, string> = {};
  for (const name of passedOn[endpoint]) {
    const value = headerOf(request, name);
    if (value !== null) headers[name] = value;
  }
  const cacheWish = readCacheWish(headerOf(request, 'cache-control'));
  return { endpoint, body, bytes, dataClass, timeoutMs, cacheWish, headers, signal };
};
