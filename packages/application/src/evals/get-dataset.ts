import {
  type Actor,
  dataClassSchema,
  datasetIdSchema,
  datasetIntakeSchema,
  gradingSchema,
  jsonValueSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { requireDataset } from './dataset-record.ts';
import { countCases } from './store-cases.ts';

export const getDatasetInput = z.object({
  datasetId: datasetIdSchema,
  /** Cases after this one, in the order in which they were added. */
  cursor: z.uuid().optional(),
  limit: z.int().min(1).max(200).default(50),
});

const caseSchema = z.object({
  id: z.string(),
  input: jsonValueSchema,
  expected: jsonValueSchema.nullable(),
  origin: z.string(),
  stepId: z.string().nullable(),
  /** The run it comes from, and who said what is right; null where nobody did by hand. */
  runId: z.string().nullable(),
  personLabel: z.string().nullable(),
  /** Of this case. */
  dataClass: dataClassSchema,
  addedAt: z.iso.datetime(),
});

export const datasetDetailSchema = z.object({
  id: z.string(),
  name: z.string(),
  taskSlug: z.string(),
  taskName: z.string(),
  dataClass: dataClassSchema,
  grading: gradingSchema,
  intake: datasetIntakeSchema,
  /** A change names the revision it builds upon. */
  revision: z.int(),
  caseCount: z.int(),
  /** Corrections that wait to be taken in. */
  offeredCount: z.int(),
  cases: z.array(caseSchema),
  nextCursor: z.string().nullable(),
});
export type DatasetDetail = z.infer<typeof datasetDetailSchema>;

interface CaseRow extends Omit<z.infer<typeof caseSchema>, 'addedAt'> {
  readonly addedAt: Date;
}

/** A dataset with a page of its cases. Throws `not_found`. */
export const getDataset = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getDatasetInput>,
): Promise<DatasetDetail> => {
  authorise(actor, 'tasks.read');
  const { datasetId, cursor = null, limit } = getDatasetInput.parse(raw);
  return app.db.transaction(tenant(actor), async (tx) => {
    const { taskId: _taskId, ...dataset } = await requireDataset(tx, actor.organisationId, datasetId);
    const rows = await tx.query<CaseRow>(
      `SELECT id, input, expected, origin, step_id AS "stepId", run_id AS "runId", person_label AS "personLabel",
              coalesce(data_class, $5) AS "dataClass", added_at AS "addedAt" FROM dataset_case
       WHERE organisation_id = $1 AND dataset_id = $2 AND removed_at IS NULL AND ($3::uuid IS NULL OR id > $3)
       ORDER BY id LIMIT $4`,
      [actor.organisationId, datasetId, cursor, limit + 1, dataset.dataClass],
    );
    const [offered] = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM offered_case WHERE organisation_id = $1 AND dataset_id = $2',
      [actor.organisationId, datasetId],
    );
    const cases = rows.slice(0, limit).map((row) => ({ ...row, addedAt: row.addedAt.toISOString() }));
    return {
      ...dataset,
      cases,
      offeredCount: offered?.count ?? 0,
      caseCount: await countCases(tx, actor.organisationId, datasetId),
      nextCursor: rows.length > limit ? (cases.at(-1)?.id ?? null) : null,
    };
  });
};
