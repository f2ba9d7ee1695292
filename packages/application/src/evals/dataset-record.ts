import type { Tx } from '@switchyard/db';
import {
  type DataClass,
  DomainError,
  dataClassSchema,
  type datasetIntakes,
  type Grading,
  gradingSchema,
  type OrganisationId,
  type TaskId,
} from '@switchyard/domain';

export interface DatasetRecord {
  readonly id: string;
  readonly name: string;
  readonly taskId: TaskId;
  readonly taskSlug: string;
  readonly taskName: string;
  readonly grading: Grading;
  readonly dataClass: DataClass;
  /** What becomes of people's corrections. */
  readonly intake: (typeof datasetIntakes)[number];
  readonly revision: number;
}

interface Row extends Omit<DatasetRecord, 'grading' | 'dataClass'> {
  readonly grading: unknown;
  readonly dataClass: unknown;
}

/** The live dataset with this id. Throws `not_found`; another tenant's is not found either. `forUpdate` locks it. */
export const requireDataset = async (
  tx: Tx,
  organisationId: OrganisationId,
  id: string,
  options: { readonly forUpdate?: boolean } = {},
): Promise<DatasetRecord> => {
  const [row] = await tx.query<Row>(
    `SELECT d.id, d.name, d.task_id AS "taskId", t.slug AS "taskSlug", t.name AS "taskName", d.grading,
            d.data_class AS "dataClass", d.intake, d.revision
     FROM dataset d JOIN task t ON t.id = d.task_id
     WHERE d.organisation_id = $1 AND d.id = $2 AND d.archived_at IS NULL ${options.forUpdate ? 'FOR UPDATE OF d' : ''}`,
    [organisationId, id],
  );
  if (!row) throw new DomainError('not_found', 'This dataset does not exist.');
  return { ...row, grading: gradingSchema.parse(row.grading), dataClass: dataClassSchema.parse(row.dataClass) };
};
