import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { catchUpMax, planTicks } from './plan-ticks.ts';
import { listTicks, nextTick } from './ticks.ts';

const minuteMs = 60_000;
const at = (text: string) => new Date(text);
const everyMinute = { cron: '* * * * *', timeZone: 'Europe/Paris' } as const;
const daily = { cron: '0 8 * * *', timeZone: 'UTC' } as const;

describe('a tick that is on time', () => {
  test.each(['skip', 'latest', 'all'] as const)('is fired under %s', (missed) => {
    const plan = planTicks({ ...daily, missed }, at('2026-05-04T08:00Z'), at('2026-05-04T08:00:02Z'));
    expect(plan).toEqual({ fire: at('2026-05-04T08:00Z'), dropped: null, next: at('2026-05-05T08:00Z') });
  });
});

describe('ticks that passed', () => {
  const dueAt = at('2026-05-04T08:00Z');

  test('skip starts nothing and waits for the next one', () => {
    expect(planTicks({ ...daily, missed: 'skip' }, dueAt, at('2026-05-06T10:00Z'))).toEqual({
      fire: null,
      dropped: { from: dueAt, until: at('2026-05-06T08:00Z'), count: 3, isMore: false },
      next: at('2026-05-07T08:00Z'),
    });
  });

  test('latest starts the last of them', () => {
    expect(planTicks({ ...daily, missed: 'latest' }, dueAt, at('2026-05-06T10:00Z'))).toEqual({
      fire: at('2026-05-06T08:00Z'),
      dropped: { from: dueAt, until: at('2026-05-05T08:00Z'), count: 2, isMore: false },
      next: at('2026-05-07T08:00Z'),
    });
  });

  test('all starts the first and goes on with the following, though it has passed too', () => {
    expect(planTicks({ ...daily, missed: 'all' }, dueAt, at('2026-05-06T10:00Z'))).toEqual({
      fire: dueAt,
      dropped: null,
      next: at('2026-05-05T08:00Z'),
    });
  });

  test('all gives up what is older than the last hundred, and counts it', () => {
    const now = new Date(dueAt.getTime() + 150 * minuteMs + 1);
    const plan = planTicks({ ...everyMinute, missed: 'all' }, dueAt, now);
    expect(plan.fire).toEqual(new Date(dueAt.getTime() + 51 * minuteMs));
    expect(plan.dropped).toEqual({
      from: dueAt,
      until: new Date(dueAt.getTime() + 50 * minuteMs),
      count: 51,
      isMore: false,
    });
  });

  test('after years down, the count stops and says so', () => {
    const plan = planTicks({ ...everyMinute, missed: 'latest' }, at('2020-01-01T00:00Z'), at('2026-05-04T08:00:30Z'));
    expect(plan.fire).toEqual(at('2026-05-04T08:00Z'));
    expect(plan.dropped).toMatchObject({ count: 1000, isMore: true, until: at('2026-05-04T07:59Z') });
  });

  test('a tick that the schedule does not have any more still counts', () => {
    const plan = planTicks({ ...daily, missed: 'latest' }, at('2026-05-04T07:30Z'), at('2026-05-04T07:30:01Z'));
    expect(plan).toEqual({ fire: at('2026-05-04T07:30Z'), dropped: null, next: at('2026-05-04T08:00Z') });
  });
});

const crons = fc.constantFrom('*/7 * * * *', '15 * * * *', '0,30 2 * * *', '0 8 * * 1-5', '5 */6 * * *');
const zones = fc.constantFrom('Europe/Paris', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Asia/Kathmandu');

test('followed to the end, every tick is fired or given up, once, in order', () => {
  fc.assert(
    fc.property(
      crons,
      zones,
      fc.constantFrom('skip' as const, 'latest' as const, 'all' as const),
      fc.integer({ min: 0, max: 400 * 1440 }),
      fc.integer({ min: 0, max: 1440 }),
      fc.integer({ min: 0, max: 59_999 }),
      (cron, timeZone, missed, day, lateMinutes, lateMs) => {
        const schedule = { cron, timeZone, missed };
        const dueAt = nextTick(schedule, new Date(Date.parse('2026-01-01T00:00Z') + day * minuteMs));
        if (!dueAt) throw new Error('Every one of these schedules goes on.');
        const now = new Date(dueAt.getTime() + lateMinutes * minuteMs + lateMs);
        const fired: Date[] = [];
        let given = 0;
        let isMore = false;
        let due: Date | null = dueAt;
        while (due && due <= now) {
          const plan = planTicks(schedule, due, now);
          given += plan.dropped?.count ?? 0;
          isMore ||= plan.dropped?.isMore ?? false;
          if (plan.fire) fired.push(plan.fire);
          expect(plan.next?.getTime() ?? Number.POSITIVE_INFINITY).toBeGreaterThan(due.getTime());
          due = plan.next;
        }
        const passed = [dueAt, ...listTicks(schedule, dueAt, 300).filter((tick) => tick <= now)];
        expect(due).toEqual(nextTick(schedule, now));
        expect(fired.length).toBeLessThanOrEqual(missed === 'all' ? catchUpMax : 1);
        expect(fired).toEqual(passed.slice(passed.length - fired.length));
        if (!isMore) expect(fired.length + given).toBe(passed.length);
      },
    ),
    { numRuns: 60 },
  );
});
