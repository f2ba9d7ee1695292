import { type Actor, DomainError, datasetIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireDataset } from './dataset-record.ts';

export const removeDatasetInput = z.object({ datasetId: datasetIdSchema });

/** Puts a dataset away; finished evaluations keep their cases. Throws `not_permitted_now` while one of them is running. */
export const removeDataset = async (app: App, actor: Actor, raw: z.input<typeof removeDatasetInput>): Promise<void> => {
  authorise(actor, 'evals.manage');
  const { datasetId } = removeDatasetInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
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
    await appendAudit(tx, actor, app.now(), {
      type: 'dataset.removed',
      target: { id: dataset.id, label: dataset.name },
      payload: {},
    });
  });
};
