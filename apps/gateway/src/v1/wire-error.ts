import { type DomainError, errorCodes, type JsonObject } from '@switchyard/domain';

/** Which lab's clients read the answer. */
export type Family = 'openai' | 'anthropic';

const anthropicTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  504: 'timeout_error',
  529: 'overloaded_error',
};

const openaiTypes: Readonly<Record<number, string>> = {
  401: 'authentication_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
};

const isBudget = ({ details }: DomainError): boolean => details.reason === 'budget';

/** The status: a supplier's own where it is about the request, else that of the one table of codes. */
export const statusOf = (error: DomainError, family: Family): number => {
  const { status } = error.details;
  if (typeof status === 'number' && status >= 400 && status < 500 && status !== 401 && status !== 403) return status;
  // Overloaded, in a word that only this family's clients know.
  if (status === 529 && family === 'anthropic') return status;
  // A supplier that refuses this installation's key, or nobody who may answer, is no fault of the client's.
  if (error.code === 'no_supplier') return 422;
  return family === 'anthropic' && isBudget(error) ? 402 : errorCodes[error.code].http;
};

const saidOf = ({ details }: DomainError): JsonObject => {
  const { said } = details;
  return typeof said === 'object' && said !== null && !Array.isArray(said) ? said : {};
};

/** A failure in the shape that the family's clients know. What the supplier itself said is kept where it has a place. */
export const wireErrorBody = (error: DomainError, family: Family, requestId: string): JsonObject => {
  const status = statusOf(error, family);
  const said = saidOf(error);
  const { message } = error;
  if (family === 'anthropic') {
    const fallback = status >= 500 ? 'api_error' : 'invalid_request_error';
    const details = said.details === undefined ? {} : { details: said.details };
    const type = anthropicTypes[status] ?? fallback;
    return { type: 'error', error: { type, message, ...details }, request_id: requestId };
  }
  if (isBudget(error)) {
    return { error: { message, type: 'insufficient_quota', code: 'insufficient_quota', param: null } };
  }
  const fallback = openaiTypes[status] ?? (status >= 500 ? 'server_error' : 'invalid_request_error');
  const type = typeof said.type === 'string' ? said.type : fallback;
  return { error: { message, type, code: said.code ?? error.code, param: said.param ?? null } };
};

/**
 * Headers of a failure. The SDKs repeat 408, 409, 429 and everything from 500 by themselves; `x-should-retry` tells them when
 * that helps.
 */
export const errorHeaders = (error: DomainError, requestId: string): Record<string, string> => {
  const { retryAfterMs, receiptId } = error.details;
  const canPass = error.retryable || (error.code === 'rate_limited' && !isBudget(error));
  return {
    'x-request-id': requestId,
    'x-should-retry': String(canPass),
    ...(typeof retryAfterMs === 'number' ? { 'retry-after': String(Math.max(1, Math.ceil(retryAfterMs / 1000))) } : {}),
    ...(typeof receiptId === 'string' ? { 'x-switchyard-receipt': receiptId } : {}),
  };
};
