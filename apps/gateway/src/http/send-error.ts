import { errorCodes } from '@switchyard/domain';
import type { Logger } from '@switchyard/observability';
import type { Context } from 'hono';
import { errorBody, toDomainError } from './error-body.ts';
import type { GatewayEnv } from './gateway-env.ts';

/** Answers with the error through the one table of codes; logs what is ours to mend. */
export const sendError = (log: Logger, thrown: unknown, context: Context<GatewayEnv>): Response => {
  const requestId = context.get('requestId');
  const error = toDomainError(thrown, requestId);
  const { http } = errorCodes[error.code];
  if (http >= 500) log.error({ err: thrown, requestId, path: context.req.path }, 'request failed');
  const { retryAfterMs } = error.details;
  if (typeof retryAfterMs === 'number')
    context.header('retry-after', String(Math.max(1, Math.ceil(retryAfterMs / 1000))));
  if (error.code === 'unauthenticated') context.header('www-authenticate', 'Bearer realm="switchyard"');
  return context.json(errorBody(error, requestId), http);
};
