import type { Tx } from '@switchyard/db';
import { listTicks } from '@switchyard/definition';
import { type MissedTicksPolicy, missedTicksPolicies, type ScheduleId, scheduleIdSchema } from '@switchyard/domain';
import { z } from 'zod';

export const scheduleViewSchema = z.object({
  id: scheduleIdSchema,
  cron: z.string(),
  timeZone: z.string(),
  missed: z.enum(missedTicksPolicies),
  /** Empty while paused. */
  nextTickAt: z.iso.datetime().nullable(),
  lastTickAt: z.iso.datetime().nullable(),
  /** The ticks that come next, `nextTickAt` first; none while paused. */
  nextTicks: z.array(z.iso.datetime()),
  paused: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
});
export type ScheduleView = z.infer<typeof scheduleViewSchema>;

interface ScheduleRow {
  readonly id: ScheduleId;
  readonly cron: string;
  readonly time_zone: string;
  readonly missed: MissedTicksPolicy;
  readonly next_tick_at: Date | null;
  readonly last_tick_at: Date | null;
  readonly paused_at: Date | null;
  readonly paused_by_label: string | null;
}

const ticksShown = 5;

const toView = (row: ScheduleRow): ScheduleView => {
  const { cron, time_zone: timeZone, next_tick_at: next } = row;
  const following = next === null ? [] : [next, ...listTicks({ cron, timeZone }, next, ticksShown - 1)];
  return {
    id: row.id,
    cron,
    timeZone,
    missed: row.missed,
    nextTickAt: next?.toISOString() ?? null,
    lastTickAt: row.last_tick_at?.toISOString() ?? null,
    nextTicks: following.map((tick) => tick.toISOString()),
    paused: row.paused_at && { at: row.paused_at.toISOString(), by: row.paused_by_label ?? '' },
  };
};

/** The schedules a workflow has now, in the order of its start node. */
export const listSchedules = async (tx: Tx, workflowId: string): Promise<ScheduleView[]> => {
  const rows = await tx.query<ScheduleRow>(
    `SELECT id, cron, time_zone, missed, next_tick_at, last_tick_at, paused_at, paused_by_label FROM schedule
     WHERE workflow_id = $1 AND is_enabled ORDER BY ordinal`,
    [workflowId],
  );
  return rows.map(toView);
};
