import type { OrganisationId } from '@switchyard/domain';
import { routerCasesMin, routerFormat } from '@switchyard/routing';
import type { App } from '../app.ts';
import { learnTaskRouter } from './task-router.ts';

interface DueRow {
  readonly organisation_id: OrganisationId;
  readonly task_id: string;
  readonly cases: number;
}

/** A task is learned again when it has so many times the cases it was last learned from. */
const growth = 1.2;

/** Task → cases at the last try of this process, so that cases nobody can learn from are not tried for ever. */
const tried = new Map<string, number>();

/**
 * Learns the router of one task whose graded cases have grown enough. Returns 1, or 0 when there is none. Two workers that
 * learn from the same cases come to the same version.
 */
export const learnDueRouters = async (app: App): Promise<number> => {
  const rows = await app.db.queryOnce<DueRow>(
    'system',
    `SELECT c.organisation_id, c.task_id, c.cases FROM (
       SELECT organisation_id, task_id, count(*)::int AS cases FROM graded_case
       GROUP BY organisation_id, task_id HAVING count(*) >= $1) c
     LEFT JOIN LATERAL (SELECT cases FROM task_router r WHERE r.task_id = c.task_id AND r.format = $3
                        ORDER BY learned_at DESC LIMIT 1) r ON true
     WHERE r.cases IS NULL OR c.cases >= r.cases * $2::float8 ORDER BY c.task_id`,
    [routerCasesMin, growth, routerFormat],
  );
  const due = rows.find(({ task_id, cases }) => cases >= (tried.get(task_id) ?? 0) * growth);
  if (!due) return 0;
  tried.set(due.task_id, due.cases);
  await learnTaskRouter(app, due.organisation_id, due.task_id);
  return 1;
};
