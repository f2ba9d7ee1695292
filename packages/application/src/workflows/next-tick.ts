import { DomainError } from '@switchyard/domain';
import { Cron } from 'croner';

const parse = (cron: string, timeZone: string): Cron => {
  try {
    return new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });
  } catch (cause) {
    throw new DomainError('invalid_input', `The schedule “${cron}” (${timeZone}) cannot be used.`, { cause });
  }
};

/**
 * The first tick strictly after `after`; null when there is none (31 February). Where clocks jump, a fixed time that does
 * not exist fires when the clock has jumped, and one that exists twice fires once.
 */
export const nextTick = (cron: string, timeZone: string, after: Date): Date | null =>
  parse(cron, timeZone).nextRun(after);
