import { DomainError, type JsonValue } from '@switchyard/domain';
import type { GuardedRequest } from '../guarded-request.ts';
import { httpRequest } from '../http-request.ts';
import { parseJsonRows, valueAt } from './parse-json.ts';
import { rowsOf, type SourceContent, type SourceLimits, sourceLimits } from './source-content.ts';

export interface HttpSource {
  readonly url: string;
  /** Dotted path to the rows inside the reply; empty: the reply itself. */
  readonly rowsPath: string;
  readonly bearerToken: string | null;
  readonly timeoutMs?: number;
  readonly limits?: SourceLimits;
}

/**
 * Rows of an HTTP endpoint that answers JSON. Throws `upstream_failed` or `upstream_timeout` when it is down,
 * `invalid_input` when it answers something else, `too_large`, `address_refused`.
 */
export const readHttpJson = async (request: GuardedRequest, source: HttpSource): Promise<SourceContent> => {
  const { url, rowsPath, bearerToken, timeoutMs = 30_000, limits = sourceLimits } = source;
  const { host } = new URL(url);
  const headers: Record<string, string> = bearerToken === null ? {} : { authorization: `Bearer ${bearerToken}` };
  const reply = await httpRequest(request, { method: 'GET', url, headers, timeoutMs, bytesMax: limits.bytesMax });
  if (!reply.isSuccess) {
    const message = `${host} answered ${reply.status}${reply.status === 401 || reply.status === 403 ? ': it refuses the key' : ''}.`;
    throw new DomainError('upstream_failed', message, { details: { status: reply.status }, retryable: true });
  }
  const { body } = reply;
  const name = `The reply of ${host}`;
  if (typeof body === 'string') return parseJsonRows(body, name, limits, rowsPath);
  requireNoNul(body, name);
  return rowsOf(valueAt(body, rowsPath, name), name, limits);
};

const requireNoNul = (body: JsonValue, name: string): void => {
  if (JSON.stringify(body).includes('\\u0000')) {
    throw new DomainError('invalid_input', `${name} contains a NUL character.`);
  }
};
