import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { z } from 'zod';

export const calendarUseSchema = z.object({
  workflowSlug: z.string(),
  workflowName: z.string(),
  version: z.int(),
  /** False for a version that only runs under way still use. */
  isCurrent: z.boolean(),
});
export type CalendarUse = z.infer<typeof calendarUseSchema>;

/** Versions that count in the calendar and may still open a step: current ones, and those of runs under way. */
export const listCalendarUses = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
): Promise<CalendarUse[]> => {
  const rows = await tx.query<{ slug: string; name: string; number: number; is_current: boolean }>(
    `SELECT w.slug, w.name, v.number, v.id = w.current_version_id AND w.archived_at IS NULL AS is_current
     FROM workflow_version v JOIN workflow w ON w.id = v.workflow_id
     WHERE v.organisation_id = $1
       AND (v.definition @> jsonb_build_object('nodes', jsonb_build_array(
              jsonb_build_object('config', jsonb_build_object('calendar', $2::text))))
         OR v.definition @> jsonb_build_object('nodes', jsonb_build_array(
              jsonb_build_object('boundary', jsonb_build_array(jsonb_build_object('calendar', $2::text))))))
       AND ((v.id = w.current_version_id AND w.archived_at IS NULL)
         OR EXISTS (SELECT 1 FROM run r
                    WHERE r.organisation_id = $1 AND r.version_id = v.id AND r.status IN ('running', 'waiting')))
     ORDER BY w.name, v.number DESC LIMIT 200`,
    [organisationId, slug],
  );
  return rows.map((row) => ({
    workflowSlug: row.slug,
    workflowName: row.name,
    version: row.number,
    isCurrent: row.is_current,
  }));
};
