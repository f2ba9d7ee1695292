import type { MissedTicksPolicy } from '@switchyard/domain';
import { type CronSchedule, listTicks, listTicksUntil, nextTick } from './ticks.ts';

/** A tick looked at within this time is on time: workers look every second. */
const onTimeMs = 60_000;
/** Runs started for missed ticks under `all`; older ticks are only reported. */
export const catchUpMax = 100;
/** Ticks that are not made up for are counted up to here. */
const countMax = 1000;

export interface DroppedTicks {
  readonly from: Date;
  readonly until: Date;
  readonly count: number;
  /** True when there are more than `count`. */
  readonly isMore: boolean;
}

export interface TickPlan {
  /** The tick to start a run for now; null starts none. */
  readonly fire: Date | null;
  /** Ticks that will never start a run. */
  readonly dropped: DroppedTicks | null;
  /** The tick to wait for; under `all` it may be one that has passed too. Null when there is none. */
  readonly next: Date | null;
}

/**
 * What to do about a schedule whose tick `dueAt` has come, at `now`: which tick gets a run, which ones are given up, and
 * which one comes next. A pure function, so that every scheduler that looks at the same moment does the same.
 */
export const planTicks = (
  schedule: CronSchedule & { readonly missed: MissedTicksPolicy },
  dueAt: Date,
  now: Date,
): TickPlan => {
  const following = nextTick(schedule, dueAt);
  // Nearly always the tick has just come and no other has: then there is nothing to look back at.
  const hasPassed = following !== null && following <= now;
  const passed = hasPassed ? listTicksUntil(schedule, now, catchUpMax).filter((tick) => tick > dueAt) : [];
  const isBounded = passed.length === catchUpMax;
  const last = passed.at(-1) ?? dueAt;
  if (schedule.missed === 'all') {
    const fire = isBounded ? (passed[0] ?? dueAt) : dueAt;
    return { fire, dropped: dropUntil(schedule, dueAt, fire), next: nextTick(schedule, fire) };
  }
  const isOnTime = now.getTime() - last.getTime() <= onTimeMs;
  const next = nextTick(schedule, new Date(Math.max(now.getTime(), last.getTime())));
  if (schedule.missed === 'latest' || isOnTime) return { fire: last, dropped: dropUntil(schedule, dueAt, last), next };
  return { fire: null, dropped: dropUntil(schedule, dueAt, new Date(last.getTime() + 1)), next };
};

/** The ticks from `from` up to but not including `end`. */
const dropUntil = (schedule: CronSchedule, from: Date, end: Date): DroppedTicks | null => {
  if (from >= end) return null;
  const following = listTicks(schedule, from, countMax).filter((tick) => tick < end);
  const until = listTicksUntil(schedule, new Date(end.getTime() - 1), 1).at(-1) ?? from;
  const isMore = following.length === countMax;
  return { from, until: until > from ? until : from, count: following.length + (isMore ? 0 : 1), isMore };
};
