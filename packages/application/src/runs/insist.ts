import { setTimeout as delay } from 'node:timers/promises';
import { isDomainError } from '@switchyard/domain';

const insistEveryMs = 200;

/**
 * A database or a payload store that is away for a moment must not cost a result that is already known: it is written as soon as it can
 * be. `say` is told why it cannot be yet, once for each reason. Throws once the lease is lost or the worker has to stop.
 */
export const insist = async <Value>(
  signal: AbortSignal,
  write: () => Promise<Value>,
  say: (why: string) => Promise<void> = async () => undefined,
): Promise<Value> => {
  let said: string | null = null;
  for (;;) {
    try {
      return await write();
    } catch (thrown) {
      if (signal.aborted || !isDomainError(thrown) || !thrown.retryable) throw thrown;
      if (said !== thrown.message && thrown.code !== 'conflict') await say(thrown.message);
      said = thrown.message;
      await delay(insistEveryMs);
    }
  }
};
