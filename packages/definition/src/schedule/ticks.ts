import { DomainError } from '@switchyard/domain';
import { Cron } from 'croner';
import { instantAt, localTimeAt, minuteMs } from '../calendar/zoned-time.ts';

/** Five-field cron, read by the clock of an IANA time zone. */
export interface CronSchedule {
  readonly cron: string;
  readonly timeZone: string;
}

/*
 * What happens where clocks change, as in Vixie cron:
 * - Fixed times (no `*` and no step in minutes and hours): a time that the clock jumps over ticks once, at the moment the
 *   clock has jumped; a time that it shows twice ticks once, the first time. croner finds the times on a clock that never
 *   changes, and `instantAt` places them: croner's own rule gives up times whose jump ends at midnight (Nuuk, every March).
 * - A `*` or a step in minutes or hours: every moment at which the clock shows a matching time, so that “every ten
 *   minutes” goes on through both changes.
 */
const isFixed = ({ cron }: CronSchedule): boolean => !/[*/?]/.test(cron.trim().split(/\s+/).slice(0, 2).join(' '));

const parse = (schedule: CronSchedule): Cron => {
  const { cron, timeZone } = schedule;
  try {
    // Made for its check of the time zone also where the clock is ours.
    const zoned = new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });
    localTimeAt(0, timeZone);
    return isFixed(schedule) ? new Cron(cron, { timezone: 'UTC', mode: '5-part', paused: true }) : zoned;
  } catch (cause) {
    throw new DomainError('invalid_input', `The schedule “${cron}” (${timeZone}) cannot be used.`, { cause });
  }
};

/** Ticks stand on whole minutes, and croner is exact only for whole seconds: the minute of an instant says as much. */
const wholeMinute = (instantMs: number): Date => new Date(Math.floor(instantMs / minuteMs) * minuteMs);

/** The first `count` ticks strictly after `after`; fewer when there are no more (31 February has none). @throws DomainError `invalid_input` */
export const listTicks = (schedule: CronSchedule, after: Date, count: number): Date[] => {
  const cron = parse(schedule);
  if (!isFixed(schedule)) return cron.nextRuns(count, wholeMinute(after.getTime()));
  const ticks: Date[] = [];
  let local = cron.nextRun(wholeMinute(localTimeAt(after.getTime(), schedule.timeZone)));
  while (local && ticks.length < count) {
    const tick = new Date(instantAt(local.getTime(), schedule.timeZone));
    // Several times that were jumped over meet where the clock has jumped.
    if (tick > (ticks.at(-1) ?? after)) ticks.push(tick);
    local = cron.nextRun(local);
  }
  return ticks;
};

/** The first tick strictly after `after`; null when there is none. @throws DomainError `invalid_input` */
export const nextTick = (schedule: CronSchedule, after: Date): Date | null => listTicks(schedule, after, 1)[0] ?? null;

/** No clock is set back by more than this. */
const setBackMaxMs = 180 * minuteMs;

/** The last `count` ticks up to and including `until`, oldest first. @throws DomainError `invalid_input` */
export const listTicksUntil = (schedule: CronSchedule, until: Date, count: number): Date[] => {
  const cron = parse(schedule);
  // croner's bound is exclusive.
  const endMs = until.getTime() + minuteMs;
  if (!isFixed(schedule)) return cron.previousRuns(count, wholeMinute(endMs)).reverse();
  const ticks: Date[] = [];
  let [local] = cron.previousRuns(1, wholeMinute(localTimeAt(endMs, schedule.timeZone) + setBackMaxMs));
  while (local && ticks.length < count) {
    const tick = new Date(instantAt(local.getTime(), schedule.timeZone));
    const [earliest] = ticks;
    if (tick <= until && (!earliest || tick < earliest)) ticks.unshift(tick);
    [local] = cron.previousRuns(1, local);
  }
  return ticks;
};
