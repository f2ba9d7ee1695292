import { type Actor, dataClassSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { keysetInput, keysetPageSchema, toKeysetPage } from '../keyset-page.ts';

export const listDatasetsInput = z.object({
  taskSlug: slugSchema.optional(),
  ...keysetInput.shape,
});

export const datasetSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  taskSlug: z.string(),
  taskName: z.string(),
  dataClass: dataClassSchema,
  cases: z.int(),
  /** Cases that say what is right. */
  labelled: z.int(),
  createdAt: z.iso.datetime(),
  createdByLabel: z.string(),
});
export type DatasetSummary = z.infer<typeof datasetSummarySchema>;
export const datasetPageSchema = keysetPageSchema(datasetSummarySchema);

interface Row extends Omit<DatasetSummary, 'createdAt'> {
  readonly createdAt: Date;
}

/** Datasets, newest first, keyset-paged; of one task, or of all. */
export const listDatasets = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listDatasetsInput> = {},
): Promise<z.infer<typeof datasetPageSchema>> => {
  authorise(actor, 'tasks.read');
  const { taskSlug = null, cursor = null, limit } = listDatasetsInput.parse(raw);
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<Row>(
      `SELECT d.id, d.name, t.slug AS "taskSlug", t.name AS "taskName", d.data_class AS "dataClass",
              d.created_at AS "createdAt", d.created_by_label AS "createdByLabel", c.cases, c.labelled
       FROM dataset d JOIN task t ON t.id = d.task_id
         CROSS JOIN LATERAL (SELECT count(*) AS cases, count(expected) AS labelled FROM dataset_case
                             WHERE dataset_id = d.id AND removed_at IS NULL) c
       WHERE d.organisation_id = $1 AND d.archived_at IS NULL AND ($2::text IS NULL OR t.slug = $2)
         AND ($3::uuid IS NULL OR d.id < $3)
       ORDER BY d.id DESC LIMIT $4`,
      [actor.organisationId, taskSlug, cursor, limit + 1],
    ),
  );
  return toKeysetPage(rows, limit, (row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
};
