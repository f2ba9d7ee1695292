import { isDomainError } from '@switchyard/domain';
import type { App } from '../app.ts';

/**
 * Does something with each of many rows that a sweep has found, whosever they are. One that cannot be done now is logged and stays
 * for the next sweep: it must not hold up those of others behind it. A database that is away ends the round. Returns how much was
 * done. `putOff` is told of each that could not be.
 */
export const eachAlone = async <Row>(
  app: App,
  rows: readonly Row[],
  complaint: string,
  work: (row: Row) => Promise<number>,
  putOff: (row: Row) => void = () => undefined,
): Promise<number> => {
  let done = 0;
  for (const row of rows) {
    done += await work(row).catch(async (cause: unknown) => {
      app.log.error({ err: cause, row }, complaint);
      putOff(row);
      if (isDomainError(cause) && cause.code === 'unavailable') await app.db.ping();
      return 0;
    });
  }
  return done;
};
