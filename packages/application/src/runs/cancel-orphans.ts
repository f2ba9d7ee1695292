import type { OrganisationId, RunId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { inTransaction } from '../change.ts';
import { drive } from './drive.ts';
import { eachAlone } from './each-alone.ts';
import { openPutOff } from './put-off.ts';
import { transitionRun } from './transition.ts';

interface Orphan {
  readonly organisation_id: OrganisationId;
  readonly id: RunId;
}

const batchSize = 200;

const putOff = openPutOff();

/**
 * Cancels runs whose starting step is no longer wanted. The step says so first and its run is never locked together with the
 * child's, so that two ends of a chain of runs cannot wait for each other. Returns how many were cancelled.
 */
export const cancelOrphans = async (
  app: App,
  { stepIds }: { readonly stepIds?: readonly string[] } = {},
): Promise<number> => {
  let cancelled = 0;
  for (;;) {
    const orphans = await findOrphans(app, stepIds);
    const cancelOne = (orphan: Orphan) => cancel(app, orphan);
    const said = 'run that nobody needs not cancelled';
    const done = await eachAlone(app, orphans, said, cancelOne, ({ id }) => putOff.add(id));
    cancelled += done;
    if (orphans.length < batchSize || done === 0) return cancelled;
  }
};

const findOrphans = (app: App, stepIds: readonly string[] | undefined): Promise<Orphan[]> =>
  app.db.transaction('system', (tx) =>
    tx.query<Orphan>(
      `SELECT r.organisation_id, r.id FROM run r JOIN step s ON s.id = r.parent_step_id
       WHERE r.parent_step_id IS NOT NULL AND r.status IN ('running', 'waiting') AND (s.status IN ('cancelled', 'failed') OR s.skipped_by IS NOT NULL)
         AND ($1::uuid[] IS NULL OR r.parent_step_id = ANY($1)) AND r.id <> ALL($2::uuid[]) LIMIT ${batchSize}`,
      [stepIds ?? null, stepIds ? [] : putOff.list()],
    ),
  );

const cancel = (app: App, { organisation_id: organisationId, id }: Orphan): Promise<number> =>
  inTransaction(app, { organisationId }, async (tx, after) => {
    const actor = { kind: 'system' as const, organisationId, name: 'runs' };
    await transitionRun({ app, tx, after, actor }, organisationId, id, (work) =>
      drive(work, { type: 'cancel_requested', reason: 'The run that started this one no longer needs it.' }),
    );
    return 1;
  });
