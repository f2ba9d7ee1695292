import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';

export interface ClassifierRecord {
  readonly adoptedVersionId: string | null;
  readonly adoptedNumber: number | null;
  readonly lastNumber: number;
  readonly everyDays: number | null;
  readonly newCasesMin: number;
  readonly nextAt: Date | null;
}

const none: ClassifierRecord = {
  adoptedVersionId: null,
  adoptedNumber: null,
  lastNumber: 0,
  everyDays: null,
  newCasesMin: 20,
  nextAt: null,
};

const columns = `c.adopted_version_id AS "adoptedVersionId", c.last_number AS "lastNumber", c.every_days AS "everyDays",
  c.new_cases_min AS "newCasesMin", c.next_at AS "nextAt",
  (SELECT number FROM classifier_version v WHERE v.id = c.adopted_version_id) AS "adoptedNumber"`;

/** The classifier of a task; one that was never trained has no version. */
export const findClassifier = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
): Promise<ClassifierRecord> => {
  const [row] = await tx.query<ClassifierRecord>(
    `SELECT ${columns} FROM classifier c WHERE organisation_id = $1 AND task_id = $2`,
    [organisationId, taskId],
  );
  return row ?? none;
};

/** The same, locked until the end of the transaction: adopting and finishing a training happen one after the other. */
export const lockClassifier = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
): Promise<ClassifierRecord> => {
  await tx.execute('INSERT INTO classifier (task_id, organisation_id) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    taskId,
    organisationId,
  ]);
  const [row] = await tx.query<ClassifierRecord>(
    `SELECT ${columns} FROM classifier c WHERE organisation_id = $1 AND task_id = $2 FOR UPDATE OF c`,
    [organisationId, taskId],
  );
  return row ?? none;
};

/** Makes a version the one that answers, from the next input on; null: none answers. The caller holds the lock. */
export const setAdopted = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
  versionId: string | null,
  at: Date,
): Promise<void> => {
  await tx.execute('UPDATE classifier SET adopted_version_id = $3 WHERE organisation_id = $1 AND task_id = $2', [
    organisationId,
    taskId,
    versionId,
  ]);
  if (versionId === null) return;
  await tx.execute('UPDATE classifier_version SET adopted_at = $3 WHERE organisation_id = $1 AND id = $2', [
    organisationId,
    versionId,
    at,
  ]);
};
