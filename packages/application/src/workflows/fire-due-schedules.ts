import { type Actor, isDomainError, type JsonObject, jsonObjectSchema, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction } from '../change.ts';
import { startRun } from '../runs/start-run.ts';
import { nextTick } from './next-tick.ts';

const batchSize = 100;

interface DueSchedule {
  readonly id: string;
  readonly organisation_id: OrganisationId;
  readonly workflow_id: string;
  readonly slug: string;
  readonly name: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly input: JsonObject;
  readonly next_tick_at: Date;
}

/**
 * Starts a run for every schedule whose tick has come, and returns how many. Each tick starts one run with any number of
 * processes doing this: the run's idempotency key names schedule and tick, and only then is the schedule moved on, so a
 * crash in between repeats the start and finds the run. Ticks that passed while nobody looked are not made up for; the
 * audit trail says so.
 */
export const fireDueSchedules = async (app: App): Promise<number> => {
  const due = await app.db.transaction('system', (tx) =>
    tx.query<DueSchedule>(
      `SELECT s.id, s.organisation_id, s.workflow_id, w.slug, w.name, s.cron, s.time_zone, s.input, s.next_tick_at
       FROM schedule s JOIN workflow w ON w.id = s.workflow_id
       WHERE s.is_enabled AND s.next_tick_at <= $1 ORDER BY s.next_tick_at LIMIT $2`,
      [app.now(), batchSize],
    ),
  );
  let fired = 0;
  for (const schedule of due) {
    // One schedule that cannot be fired now must not hold up the others; it stays due.
    const isFired = await fire(app, schedule).catch((cause: unknown) => {
      app.log.error({ err: cause, scheduleId: schedule.id }, 'schedule not fired');
      return false;
    });
    if (isFired) fired += 1;
  }
  return fired;
};

const fire = async (app: App, schedule: DueSchedule): Promise<boolean> => {
  const actor: Actor = { kind: 'system', organisationId: schedule.organisation_id, name: 'schedule' };
  const tick = schedule.next_tick_at;
  const refusal = await start(app, actor, schedule);
  const followedAt = app.now();
  const next = nextTick(schedule.cron, schedule.time_zone, new Date(Math.max(followedAt.getTime(), tick.getTime())));
  return inTransaction(app, { organisationId: schedule.organisation_id }, async (tx) => {
    const moved = await tx.execute(
      `UPDATE schedule SET last_tick_at = $3, next_tick_at = $4
       WHERE organisation_id = $1 AND id = $2 AND next_tick_at = $3 AND is_enabled`,
      [schedule.organisation_id, schedule.id, tick, next],
    );
    if (moved === 0) return false;
    const missed = refusal === null ? listPassed(schedule, next) : [{ dueAt: tick.toISOString(), reason: refusal }];
    const target = { id: schedule.workflow_id, label: schedule.name };
    await appendAudit(
      tx,
      actor,
      followedAt,
      ...missed.map((payload) => ({ type: 'schedule.missed', target, payload }) as const),
    );
    return refusal === null;
  });
};

/** Null when the run is there; else why it cannot be, for good. Throws what may succeed later. */
const start = async (app: App, actor: Actor, schedule: DueSchedule): Promise<string | null> => {
  try {
    await startRun(app, actor, {
      workflowSlug: schedule.slug,
      input: jsonObjectSchema.parse(schedule.input),
      trigger: 'schedule',
      idempotencyKey: `schedule:${schedule.id}:${schedule.next_tick_at.toISOString()}`,
    });
    return null;
  } catch (thrown) {
    if (!isDomainError(thrown) || thrown.retryable) throw thrown;
    return thrown.message;
  }
};

/** The first tick that passed between the one fired and the one to come, if any. */
const listPassed = (schedule: DueSchedule, next: Date | null): { dueAt: string; reason: string }[] => {
  const passed = nextTick(schedule.cron, schedule.time_zone, schedule.next_tick_at);
  if (!passed || (next && passed >= next)) return [];
  return [{ dueAt: passed.toISOString(), reason: 'it passed, perhaps with others, while no worker was running' }];
};
