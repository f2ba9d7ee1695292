import type { DomainError } from '@switchyard/domain';
import type { Wire } from '@switchyard/suppliers';

/** A failure inside a stream that has begun, as clients of its format understand it: they throw it. */
export const streamErrorText = (wire: Wire, { message, code }: DomainError): string => {
  if (wire === 'chat') {
    return `data: ${JSON.stringify({ error: { message, type: 'server_error', code, param: null } })}\n\n`;
  }
  if (wire === 'messages') {
    return `event: error\ndata: ${JSON.stringify({ type: 'error', error: { type: 'api_error', message } })}\n\n`;
  }
  const error = { message, type: 'server_error', code, param: null };
  return `event: error\ndata: ${JSON.stringify({ type: 'error', message, code, param: null, sequence_number: 0, error })}\n\n`;
};
