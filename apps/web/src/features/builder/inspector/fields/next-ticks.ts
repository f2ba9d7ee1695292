import { Cron } from 'croner';

/** When a schedule fires next, as ISO instants; empty for a cron or time zone that is not understood. */
export const nextTicks = (cron: string, timeZone: string, count: number, from: Date): string[] => {
  try {
    const schedule = new Cron(cron, { timezone: timeZone, paused: true, mode: '5-part' });
    return schedule.nextRuns(count, from).map((tick) => tick.toISOString());
  } catch {
    return [];
  }
};
