import { setTimeout as delay } from 'node:timers/promises';
import { isDomainError } from '@switchyard/domain';

const insistEveryMs = 200;

/**
 * A database that is away for a moment must not cost a result that is already known: it is written as soon as it can be.
 * Throws once the lease is lost or the worker has to stop.
 */
export const insist = async <Value>(signal: AbortSignal, write: () => Promise<Value>): Promise<Value> => {
  for (;;) {
    try {
      return await write();
    } catch (thrown) {
      if (signal.aborted || !isDomainError(thrown) || !thrown.retryable) throw thrown;
      await delay(insistEveryMs);
    }
  }
};
