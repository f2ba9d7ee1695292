import { type Actor, DomainError, datasetIdSchema, datasetIntakeSchema, gradingSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireDataset } from './dataset-record.ts';
import { requireSoundGrading } from './lint-grading.ts';

export const saveDatasetInput = z.object({
  datasetId: datasetIdSchema,
  /** The revision the change builds upon. */
  revision: z.int().min(1),
  grading: gradingSchema,
  /** What becomes of what people correct. */
  intake: datasetIntakeSchema,
});
export const savedDatasetSchema = z.object({ revision: z.int() });

/**
 * Changes what answers are judged by from the next evaluation on, and what becomes of corrections; evaluations that are planned or
 * done keep what they were planned with. Throws `conflict` when somebody changed it since `revision`, `invalid_input` naming a
 * grader that could never judge.
 */
export const saveDataset = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof saveDatasetInput>,
): Promise<z.infer<typeof savedDatasetSchema>> => {
  authorise(actor, 'evals.manage');
  const { datasetId, revision, grading, intake } = saveDatasetInput.parse(raw);
  requireSoundGrading(grading);
  const { organisationId } = actor;
  return inTransaction(app, tenant(actor), async (tx) => {
    const dataset = await requireDataset(tx, organisationId, datasetId, { forUpdate: true });
    if (dataset.revision !== revision) {
      throw new DomainError('conflict', 'Somebody changed this dataset meanwhile. Look at it again, then save.');
    }
    const saved = { revision: revision + 1 };
    await tx.execute(
      'UPDATE dataset SET grading = $3, intake = $4, revision = $5 WHERE organisation_id = $1 AND id = $2',
      [organisationId, datasetId, JSON.stringify(grading), intake, saved.revision],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'dataset.changed',
      target: { id: dataset.id, label: dataset.name },
      payload: { graders: grading.graders.map(({ grader }) => grader.kind), passAt: grading.passAt, intake },
    });
    return saved;
  });
};
