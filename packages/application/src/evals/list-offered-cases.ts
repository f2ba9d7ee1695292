import {
  type Actor,
  dataClassSchema,
  datasetIdSchema,
  type JsonObject,
  jsonObjectSchema,
  jsonValueSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { requireDataset } from './dataset-record.ts';

export const listOfferedCasesInput = z.object({ datasetId: datasetIdSchema });

const offeredCaseSchema = z.object({
  id: z.string(),
  input: jsonObjectSchema,
  expected: jsonValueSchema,
  origin: z.enum(['correction', 'approval']),
  runId: z.string().nullable(),
  stepId: z.string().nullable(),
  personLabel: z.string(),
  dataClass: dataClassSchema,
  offeredAt: z.iso.datetime(),
});
export type OfferedCaseView = z.infer<typeof offeredCaseSchema>;
export const offeredCaseListSchema = z.object({ items: z.array(offeredCaseSchema) });

/** Answered in rounds: whoever takes these in or leaves them sees the next ones. */
const shownMax = 100;

interface Row extends Omit<OfferedCaseView, 'offeredAt' | 'input'> {
  readonly input: JsonObject;
  readonly offeredAt: Date;
}

/** Corrections that wait to be taken into a dataset, oldest first; the first hundred. Throws `not_found`. */
export const listOfferedCases = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listOfferedCasesInput>,
): Promise<z.infer<typeof offeredCaseListSchema>> => {
  authorise(actor, 'tasks.read');
  const { datasetId } = listOfferedCasesInput.parse(raw);
  return app.db.transaction(tenant(actor), async (tx) => {
    await requireDataset(tx, actor.organisationId, datasetId);
    const rows = await tx.query<Row>(
      `SELECT id, input, expected, origin, run_id AS "runId", step_id AS "stepId", person_label AS "personLabel",
              data_class AS "dataClass", offered_at AS "offeredAt"
       FROM offered_case WHERE organisation_id = $1 AND dataset_id = $2 ORDER BY offered_at, id LIMIT ${shownMax}`,
      [actor.organisationId, datasetId],
    );
    return { items: rows.map((row) => ({ ...row, offeredAt: row.offeredAt.toISOString() })) };
  });
};
