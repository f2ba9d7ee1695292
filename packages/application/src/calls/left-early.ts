import { DomainError } from '@switchyard/domain';
import { overtaken } from '@switchyard/routing';

/** An attempt that was broken off before its answer: its client has gone, or another candidate was quicker. */
export const leftEarly = ({ reason }: AbortSignal): DomainError => {
  const message =
    reason === overtaken ? 'Another answer was quicker; this call was broken off.' : 'The client went away.';
  return new DomainError('invalid_input', message, { details: { reason: 'client_left' } });
};
