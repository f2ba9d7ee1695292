import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { z } from 'zod';

/** A task whose candidate has become worse. */
export const driftSchema = z.object({ taskSlug: z.string(), taskName: z.string(), driftedAt: z.iso.datetime() });
export type TaskDrift = z.infer<typeof driftSchema>;

/** Tasks that have become worse since somebody last set what is looked at again; newest first. */
export const listDrifts = async (tx: Tx, organisationId: OrganisationId, limit: number): Promise<TaskDrift[]> => {
  const rows = await tx.query<{ taskSlug: string; taskName: string; driftedAt: Date }>(
    `SELECT t.slug AS "taskSlug", t.name AS "taskName", w.drifted_at AS "driftedAt"
     FROM task_watch w JOIN task t ON t.id = w.task_id
     WHERE w.organisation_id = $1 AND w.drifted_at IS NOT NULL AND t.archived_at IS NULL
     ORDER BY w.drifted_at DESC LIMIT $2`,
    [organisationId, limit],
  );
  return rows.map((row) => ({ ...row, driftedAt: row.driftedAt.toISOString() }));
};
