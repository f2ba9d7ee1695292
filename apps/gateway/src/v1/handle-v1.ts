import type { IncomingMessage, ServerResponse } from 'node:http';
import { type CallEndpoint, performCall, resolveCaller, takeKeyCall, type VirtualKey } from '@switchyard/application';
import { newId } from '@switchyard/db';
import { DomainError, errorCodes } from '@switchyard/domain';
import { toDomainError } from '../http/error-body.ts';
import type { GatewayPorts } from '../http/gateway-env.ts';
import { answerCount, countPaths } from './count-tokens.ts';
import { answerModels } from './list-models.ts';
import { notHere } from './not-here.ts';
import { keyTextOf, readCall } from './read-call.ts';
import { sendJson, sendReply, sendWireError } from './send.ts';
import { traceRequest } from './trace-request.ts';
import type { Family } from './wire-error.ts';

const endpoints: Readonly<Record<string, CallEndpoint>> = {
  '/v1/chat/completions': 'chat',
  '/v1/responses': 'responses',
  '/v1/messages': 'messages',
  '/v1/embeddings': 'embeddings',
};

const modelsPath = '/v1/models';

/** Anthropic's clients say who they are, and are answered in their shape also where nothing else tells. */
const familyOf = ({ headers }: IncomingMessage, path: string): Family =>
  path.startsWith('/v1/messages') || headers['anthropic-version'] !== undefined ? 'anthropic' : 'openai';

const pathOf = ({ url = '' }: IncomingMessage): string => {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
};

/** Requests that `handleV1` answers. */
export const isV1 = ({ url = '' }: IncomingMessage): boolean => url.startsWith('/v1/');

/** The id after `/v1/models/`, which may hold slashes, written as they are or encoded. */
const modelIdOf = (path: string): string => {
  try {
    return decodeURIComponent(path.slice(modelsPath.length + 1));
  } catch {
    throw new DomainError('not_found', 'There is no model by this name.');
  }
};

const paths: Readonly<Record<string, 'GET' | 'POST'>> = {
  ...Object.fromEntries([...Object.keys(endpoints), ...countPaths].map((path) => [path, 'POST'] as const)),
  [modelsPath]: 'GET',
};

const authenticate = async ({ app }: GatewayPorts, request: IncomingMessage): Promise<VirtualKey> => {
  const text = keyTextOf(request);
  if (text === '') {
    const how = 'Authorization: Bearer sy_… or x-api-key: sy_… (Settings → API keys)';
    throw new DomainError('unauthenticated', `Send an API key: ${how}.`);
  }
  const key = await resolveCaller(app, text);
  if (!key) throw new DomainError('unauthenticated', 'This API key is not known, has expired or was revoked.');
  return key;
};

/** Aborted when the client closes before its answer has ended. */
const watchClient = (response: ServerResponse): AbortSignal => {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
};

/**
 * The address for clients of the labs' SDKs. Beside the API's framework, not in it: these requests come by the thousand, and
 * their answers are streams.
 */
export const createV1 = (ports: GatewayPorts) => {
  const { app, limiter } = ports;

  const answer = async (request: IncomingMessage, response: ServerResponse, path: string, requestId: string) => {
    const key = await authenticate(ports, request);
    const named = { 'x-request-id': requestId };
    limiter.take(key.actor.apiKeyId);
    const endpoint = Object.hasOwn(endpoints, path) ? endpoints[path] : undefined;
    if (endpoint !== undefined && request.method === 'POST') {
      if (key.callsPerMinute !== null) await takeKeyCall(app, key);
      const call = await readCall(request, endpoint, watchClient(response));
      return traceRequest(app, request, path, async () =>
        sendReply(response, await performCall(app, key, call), requestId),
      );
    }
    if (countPaths.includes(path) && request.method === 'POST') {
      return sendJson(response, 200, JSON.stringify(await answerCount(app, key, request, path)), named);
    }
    const isModels = path === modelsPath || path.startsWith(`${modelsPath}/`);
    if (!isModels || request.method !== 'GET') throw notHere(path, request.method ?? '', paths);
    const models = await answerModels(app, key, path === modelsPath ? null : modelIdOf(path), familyOf(request, path));
    sendJson(response, 200, JSON.stringify(models), named);
  };

  return (request: IncomingMessage, response: ServerResponse): void => {
    const requestId = newId();
    const path = pathOf(request);
    answer(request, response, path, requestId).catch((thrown: unknown) => {
      const error = toDomainError(thrown, requestId);
      if (errorCodes[error.code].http >= 500) app.log.error({ err: thrown, requestId, path }, 'call failed');
      if (response.destroyed) return;
      sendWireError(response, error, familyOf(request, path), requestId);
    });
  };
};
