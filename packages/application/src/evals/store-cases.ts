import { contentDigest } from '@switchyard/approvals';
import { newId, type Tx } from '@switchyard/db';
import {
  type DataClass,
  highestDataClass,
  type JsonObject,
  type JsonValue,
  type OrganisationId,
} from '@switchyard/domain';
import type { DatasetRecord } from './dataset-record.ts';

export interface NewCase {
  readonly input: JsonObject;
  readonly expected: JsonValue;
  readonly sources?: readonly { readonly slug: string; readonly versionId: string }[];
  readonly stepId?: string;
}

/** The most cases a dataset may hold. */
export const casesMax = 10_000;

/** Adds cases; an input that is there already is left as it is. Returns how many were new. The dataset is locked by the caller. */
export const storeCases = async (
  tx: Tx,
  dataset: DatasetRecord & { readonly organisationId: OrganisationId },
  cases: readonly NewCase[],
  { origin, at, dataClass }: { readonly origin: string; readonly at: Date; readonly dataClass: DataClass },
): Promise<number> => {
  const rows = cases.map(({ input, expected, sources = [], stepId = null }) => ({
    id: newId(),
    input,
    expected,
    sources,
    step_id: stepId,
    digest: contentDigest(input),
  }));
  // A null in a JSON column is no answer: it is stored as SQL's own.
  const added = await tx.execute(
    `INSERT INTO dataset_case (id, organisation_id, dataset_id, input, expected, sources, origin, step_id, digest, added_at)
     SELECT given.id, $1, $2, given.input, nullif(given.expected, 'null'::jsonb), given.sources, $4, given.step_id, given.digest, $5
     FROM jsonb_to_recordset($3::jsonb)
       AS given (id uuid, input jsonb, expected jsonb, sources jsonb, step_id uuid, digest text)
     ON CONFLICT (dataset_id, digest) WHERE removed_at IS NULL DO NOTHING`,
    [dataset.organisationId, dataset.id, JSON.stringify(rows), origin, at],
  );
  await tx.execute('UPDATE dataset SET data_class = $3 WHERE organisation_id = $1 AND id = $2', [
    dataset.organisationId,
    dataset.id,
    highestDataClass([dataset.dataClass, dataClass]),
  ]);
  return added;
};

/** How many live cases a dataset has. */
export const countCases = async (tx: Tx, organisationId: OrganisationId, datasetId: string): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    'SELECT count(*) AS count FROM dataset_case WHERE organisation_id = $1 AND dataset_id = $2 AND removed_at IS NULL',
    [organisationId, datasetId],
  );
  return row?.count ?? 0;
};
