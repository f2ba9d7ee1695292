import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { compareEval } from './compare-eval.ts';
import { evalLabel, requireEval } from './eval-record.ts';

/** Finishes running evaluations that have no open case left. Each once, whoever looks. */
export const finishEvals = async (app: App): Promise<number> => {
  const ready = await app.db.transaction('system', (tx) =>
    tx.query<{ id: string; organisationId: OrganisationId }>(
      `SELECT e.id, e.organisation_id AS "organisationId" FROM eval_run e
       WHERE e.status = 'running' AND NOT EXISTS (
         SELECT 1 FROM eval_result r WHERE r.eval_run_id = e.id AND r.status IN ('pending', 'begun'))
       ORDER BY e.id LIMIT 20`,
    ),
  );
  for (const { id, organisationId } of ready) await finish(app, organisationId, id);
  return ready.length;
};

const finish = (app: App, organisationId: OrganisationId, id: string): Promise<void> =>
  app.db.transaction({ organisationId }, async (tx) => {
    const changed = await tx.execute(
      `UPDATE eval_run SET status = 'done', finished_at = $3 WHERE organisation_id = $1 AND id = $2 AND status = 'running'`,
      [organisationId, id, app.now()],
    );
    if (changed === 0) return;
    const run = await requireEval(tx, organisationId, id);
    const { quality, costMicroUsd } = await compareEval(tx, run);
    await appendAudit(tx, { kind: 'system', organisationId, name: 'evaluations' }, app.now(), {
      type: 'eval.finished',
      target: { id, label: evalLabel(run) },
      payload: { task: run.taskSlug, finding: quality.finding, cases: quality.cases, costMicroUsd },
    });
  });
