import { type Actor, DomainError, datasetIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireDataset } from './dataset-record.ts';
import { isUnasked } from './store-cases.ts';

export const removeDatasetInput = z.object({ datasetId: datasetIdSchema });
export const removedDatasetSchema = z.object({
  /** Cases that are gone, offered ones among them. */
  erased: z.int(),
  /** Cases that finished evaluations name: they stay with their results, and in no list of cases. */
  kept: z.int(),
});

/**
 * Removes a dataset with its cases. Those that an evaluation has asked about stay with its results, which would mean nothing without
 * them; how many is said. Throws `not_permitted_now` while an evaluation is running on it.
 */
export const removeDataset = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof removeDatasetInput>,
): Promise<z.infer<typeof removedDatasetSchema>> => {
  authorise(actor, 'evals.manage');
  const { datasetId } = removeDatasetInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const dataset = await requireDataset(tx, actor.organisationId, datasetId, { forUpdate: true });
    const running = await tx.query(
      `SELECT 1 FROM eval_run WHERE organisation_id = $1 AND dataset_id = $2 AND status = 'running' LIMIT 1`,
      [actor.organisationId, datasetId],
    );
    if (running.length > 0) {
      throw new DomainError('not_permitted_now', 'An evaluation is running on this dataset. Cancel it first.');
    }
    await tx.execute('UPDATE dataset SET archived_at = $3 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      datasetId,
      app.now(),
    ]);
    const place = [actor.organisationId, datasetId];
    const cases = await tx.execute(`DELETE FROM dataset_case c WHERE ${isUnasked}`, place);
    const offered = await tx.execute('DELETE FROM offered_case WHERE organisation_id = $1 AND dataset_id = $2', place);
    const [left] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM dataset_case WHERE organisation_id = $1 AND dataset_id = $2',
      place,
    );
    const removed = { erased: cases + offered, kept: left?.count ?? 0 };
    await appendAudit(tx, actor, app.now(), {
      type: 'dataset.removed',
      target: { id: dataset.id, label: dataset.name },
      payload: removed,
    });
    return removed;
  });
};
