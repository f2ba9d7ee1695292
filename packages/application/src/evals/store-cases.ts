import { contentDigest } from '@switchyard/approvals';
import { newId, type Tx } from '@switchyard/db';
import {
  type DataClass,
  highestDataClass,
  type JsonObject,
  type JsonValue,
  type OrganisationId,
} from '@switchyard/domain';
import { isUnseen } from '../classifiers/training-marks.ts';
import type { DatasetRecord } from './dataset-record.ts';

export interface NewCase {
  readonly input: JsonObject;
  readonly expected: JsonValue;
  readonly sources?: readonly { readonly slug: string; readonly versionId: string }[];
  readonly stepId?: string;
  readonly runId?: string;
  /** Who said what is right. */
  readonly person?: { readonly id: string; readonly label: string };
  /** Of this case; without it, the task's own. */
  readonly dataClass?: DataClass;
}

/** The most cases a dataset may hold. */
export const casesMax = 10_000;

interface Storing {
  readonly origin: string;
  readonly at: Date;
  /** Highest of these cases. */
  readonly dataClass: DataClass;
  /** A later word of a person replaces what the dataset said of the same input; results keep the case they were made on. */
  readonly replaces?: boolean;
}

/**
 * Adds cases; an input that is there already is left as it is, or replaced where it says something else. Returns how many were
 * new. The dataset is locked by the caller.
 */
export const storeCases = async (
  tx: Tx,
  dataset: DatasetRecord & { readonly organisationId: OrganisationId },
  cases: readonly NewCase[],
  { origin, at, dataClass, replaces = false }: Storing,
): Promise<number> => {
  const rows = cases.map(({ input, expected, sources = [], stepId = null, runId = null, person, ...more }) => ({
    id: newId(),
    input,
    expected,
    sources,
    step_id: stepId,
    run_id: runId,
    person_id: person?.id ?? null,
    person_label: person?.label ?? null,
    data_class: more.dataClass ?? null,
    digest: contentDigest(input),
  }));
  if (replaces) {
    await tx.execute(
      `UPDATE dataset_case c SET removed_at = $4
       FROM jsonb_to_recordset($3::jsonb) AS given (digest text, expected jsonb)
       WHERE c.organisation_id = $1 AND c.dataset_id = $2 AND c.digest = given.digest AND c.removed_at IS NULL
         AND c.expected IS DISTINCT FROM nullif(given.expected, 'null'::jsonb)`,
      [dataset.organisationId, dataset.id, JSON.stringify(rows), at],
    );
  }
  // A null in a JSON column is no answer: it is stored as SQL's own.
  const added = await tx.execute(
    `INSERT INTO dataset_case (id, organisation_id, dataset_id, input, expected, sources, origin, step_id, run_id, person_id,
                               person_label, data_class, digest, added_at)
     SELECT given.id, $1, $2, given.input, nullif(given.expected, 'null'::jsonb), given.sources, $4, given.step_id, given.run_id,
            given.person_id, given.person_label, given.data_class, given.digest, $5
     FROM jsonb_to_recordset($3::jsonb)
       AS given (id uuid, input jsonb, expected jsonb, sources jsonb, step_id uuid, run_id uuid, person_id uuid,
                 person_label text, data_class text, digest text)
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

/** SQL that holds where no evaluation has asked about a case `c` of the dataset `$2`: then nothing refers to it. */
export const isUnasked = `c.organisation_id = $1 AND c.dataset_id = $2 AND c.id NOT IN (
  SELECT r.case_id FROM eval_run e JOIN eval_result r ON r.eval_run_id = e.id
  WHERE e.organisation_id = $1 AND e.dataset_id = $2)`;

/** How many live cases a dataset has; with a version of a classifier, how many that it has not learned from. */
export const countCases = async (
  tx: Tx,
  organisationId: OrganisationId,
  datasetId: string,
  classifierVersionId: string | null = null,
): Promise<number> => {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*) AS count FROM dataset_case c
     WHERE c.organisation_id = $1 AND c.dataset_id = $2 AND c.removed_at IS NULL AND ${isUnseen('c.digest', '$3')}`,
    [organisationId, datasetId, classifierVersionId],
  );
  return row?.count ?? 0;
};
