import { type Actor, DomainError, datasetCaseIdSchema, datasetIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireDataset } from './dataset-record.ts';
import { isUnasked } from './store-cases.ts';

export const removeCaseInput = z.object({ datasetId: datasetIdSchema, caseId: datasetCaseIdSchema });

/** Takes a case out of a dataset and erases it; one that an evaluation has asked about stays with its results. Throws `not_found`. */
export const removeCase = async (app: App, actor: Actor, raw: z.input<typeof removeCaseInput>): Promise<void> => {
  authorise(actor, 'evals.manage');
  const { datasetId, caseId } = removeCaseInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const dataset = await requireDataset(tx, actor.organisationId, datasetId);
    const removed = await tx.execute(
      `UPDATE dataset_case SET removed_at = $4
       WHERE organisation_id = $1 AND dataset_id = $2 AND id = $3 AND removed_at IS NULL`,
      [actor.organisationId, datasetId, caseId, app.now()],
    );
    if (removed === 0) throw new DomainError('not_found', 'This case is not in the dataset.');
    const place = [actor.organisationId, datasetId, caseId];
    await tx.execute(`DELETE FROM dataset_case c WHERE ${isUnasked} AND c.id = $3`, place);
    await appendAudit(tx, actor, app.now(), {
      type: 'dataset.case-removed',
      target: { id: dataset.id, label: dataset.name },
      payload: { caseId },
    });
  });
};
