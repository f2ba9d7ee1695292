import type { AuditEvent } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import { catchUpMax, type DroppedTicks, planTicks, type TickPlan } from '@switchyard/definition';
import {
  type Actor,
  isDomainError,
  type JsonObject,
  jsonObjectSchema,
  type MissedTicksPolicy,
  type OrganisationId,
  priorityDefault,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction } from '../change.ts';
import { openPutOff } from '../runs/put-off.ts';
import { scheduleKey } from '../runs/schedule-key.ts';
import { startRunIn } from '../runs/start-run.ts';

const batchSize = 100;

const putOff = openPutOff();

interface DueSchedule {
  readonly id: string;
  readonly organisation_id: OrganisationId;
}

/**
 * Starts the runs of schedules whose tick has come, at most one of each schedule, and returns how many. Each tick starts
 * one run with any number of processes doing this: whoever holds the schedule's row starts the run and moves the schedule
 * on in one transaction. What becomes of ticks that passed while nobody looked is the schedule's policy (`planTicks`);
 * the audit trail names those that got no run.
 */
export const fireDueSchedules = async (app: App): Promise<number> => {
  const due = await app.db.transaction('system', (tx) =>
    tx.query<DueSchedule>(
      `SELECT id, organisation_id FROM schedule
       WHERE is_enabled AND next_tick_at <= $1 AND id <> ALL($3::uuid[]) ORDER BY next_tick_at LIMIT $2`,
      [app.now(), batchSize, putOff.list()],
    ),
  );
  let fired = 0;
  for (const schedule of due) {
    // One schedule that cannot be fired now must not hold up the others; it stays due.
    const isFired = await fire(app, schedule).catch((cause: unknown) => {
      app.log.error({ err: cause, scheduleId: schedule.id }, 'schedule not fired');
      putOff.add(schedule.id);
      return false;
    });
    if (isFired) fired += 1;
  }
  return fired;
};

const fire = async (app: App, due: DueSchedule): Promise<boolean> => {
  try {
    return await tickOnce(app, due, null);
  } catch (thrown) {
    if (!isDomainError(thrown) || thrown.retryable) throw thrown;
    // The run cannot be started, for good: its transaction is undone, and the tick is given up in another.
    await tickOnce(app, due, thrown.message);
    return false;
  }
};

interface LockedSchedule {
  readonly id: string;
  readonly workflow_id: string;
  readonly slug: string;
  readonly name: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly input: JsonObject;
  readonly missed: MissedTicksPolicy;
  readonly next_tick_at: Date;
}

/** Null when the tick is somebody else's, or was: another process has it in hand or is done with it. */
const lockDue = async (tx: Tx, { id, organisation_id }: DueSchedule, now: Date): Promise<LockedSchedule | null> => {
  const [row] = await tx.query<LockedSchedule>(
    `SELECT s.id, s.workflow_id, w.slug, w.name, s.cron, s.time_zone, s.input, s.missed, s.next_tick_at
     FROM schedule s JOIN workflow w ON w.id = s.workflow_id
     WHERE s.organisation_id = $1 AND s.id = $2 AND s.is_enabled AND s.next_tick_at <= $3
     FOR UPDATE OF s SKIP LOCKED`,
    [organisation_id, id, now],
  );
  return row ?? null;
};

/** Does what is planned for a due schedule; with a `refusal`, starts no run but says why. True when it started one. */
const tickOnce = (app: App, due: DueSchedule, refusal: string | null): Promise<boolean> => {
  const organisationId = due.organisation_id;
  const actor: Actor = { kind: 'system', organisationId, name: 'schedule' };
  return inTransaction(app, { organisationId }, async (tx, after) => {
    const now = app.now();
    const schedule = await lockDue(tx, due, now);
    if (!schedule) return false;
    const { cron, time_zone: timeZone, missed, next_tick_at: dueAt } = schedule;
    const plan = planTicks({ cron, timeZone, missed }, dueAt, now);
    await tx.execute(
      `UPDATE schedule SET last_tick_at = coalesce($3, last_tick_at), next_tick_at = $4
       WHERE organisation_id = $1 AND id = $2`,
      [organisationId, schedule.id, plan.fire, plan.next],
    );
    await appendAudit(tx, actor, now, ...listMissed(schedule, plan, refusal));
    if (refusal !== null || plan.fire === null) return false;
    await startRunIn(
      { app, tx, after, actor },
      {
        workflowSlug: schedule.slug,
        input: jsonObjectSchema.parse(schedule.input),
        trigger: 'schedule',
        idempotencyKey: scheduleKey(schedule.id, plan.fire),
        priority: priorityDefault,
      },
    );
    return true;
  });
};

const reasons: Record<MissedTicksPolicy, string> = {
  skip: 'no worker was running, and this schedule skips what it missed',
  latest: 'no worker was running, and this schedule starts only the latest it missed',
  all: `no worker was running, and a schedule makes up for its last ${catchUpMax} ticks only`,
};

const listMissed = (schedule: LockedSchedule, plan: TickPlan, refusal: string | null): AuditEvent[] => {
  const target = { id: schedule.workflow_id, label: schedule.name };
  const missed = (payload: Extract<AuditEvent, { type: 'schedule.missed' }>['payload']): AuditEvent => ({
    type: 'schedule.missed',
    target,
    payload,
  });
  return [
    ...(plan.dropped ? [missed(describeDropped(plan.dropped, reasons[schedule.missed]))] : []),
    ...(plan.fire && refusal !== null ? [missed({ dueAt: plan.fire.toISOString(), reason: refusal })] : []),
  ];
};

const describeDropped = ({ from, until, count, isMore }: DroppedTicks, reason: string) => ({
  dueAt: from.toISOString(),
  until: until.toISOString(),
  count,
  isMore,
  reason,
});
