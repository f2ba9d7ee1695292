import type { Tx } from '@switchyard/db';
import { nextTick } from '@switchyard/definition';
import { type Actor, DomainError, scheduleIdSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { listSchedules, type ScheduleView } from './list-schedules.ts';

export const scheduleInput = z.object({ slug: slugSchema, scheduleId: scheduleIdSchema });
type ScheduleInput = z.input<typeof scheduleInput>;

/**
 * Keeps a schedule from ticking until somebody resumes it, also through newly published versions. Runs under way go on.
 * Throws `not_found`. A schedule that is paused already stays as it is.
 */
export const pauseSchedule = (app: App, actor: Actor, raw: ScheduleInput): Promise<ScheduleView> =>
  setPaused(app, actor, raw, true);

/** Lets a paused schedule tick again, from its next tick on: those that passed meanwhile are not made up for. */
export const resumeSchedule = (app: App, actor: Actor, raw: ScheduleInput): Promise<ScheduleView> =>
  setPaused(app, actor, raw, false);

interface ScheduleRow {
  readonly workflow_id: string;
  readonly name: string;
  readonly cron: string;
  readonly time_zone: string;
  readonly paused_at: Date | null;
}

const lockSchedule = async (tx: Tx, actor: Actor, { slug, scheduleId }: z.output<typeof scheduleInput>) => {
  const [row] = await tx.query<ScheduleRow>(
    `SELECT s.workflow_id, w.name, s.cron, s.time_zone, s.paused_at
     FROM schedule s JOIN workflow w ON w.id = s.workflow_id
     WHERE s.organisation_id = $1 AND w.slug = $2 AND s.id = $3 AND s.is_enabled FOR UPDATE OF s`,
    [actor.organisationId, slug, scheduleId],
  );
  if (!row) throw new DomainError('not_found', 'This workflow has no such schedule.');
  return row;
};

const setPaused = async (app: App, actor: Actor, raw: ScheduleInput, isPaused: boolean): Promise<ScheduleView> => {
  authorise(actor, 'runs.operate');
  const input = scheduleInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const row = await lockSchedule(tx, actor, input);
    const { cron, time_zone: timeZone } = row;
    const now = app.now();
    if ((row.paused_at !== null) !== isPaused) {
      await tx.execute(
        `UPDATE schedule SET paused_at = $3, paused_by_label = $4, next_tick_at = $5
         WHERE organisation_id = $1 AND id = $2`,
        [
          actor.organisationId,
          input.scheduleId,
          isPaused ? now : null,
          isPaused ? actor.name : null,
          isPaused ? null : nextTick({ cron, timeZone }, now),
        ],
      );
      await appendAudit(tx, actor, now, {
        type: isPaused ? 'schedule.paused' : 'schedule.resumed',
        target: { id: row.workflow_id, label: row.name },
        payload: { cron, timezone: timeZone },
      });
    }
    const schedules = await listSchedules(tx, row.workflow_id);
    const changed = schedules.find(({ id }) => id === input.scheduleId);
    if (!changed) throw new DomainError('not_found', 'This workflow has no such schedule.');
    return changed;
  });
};
