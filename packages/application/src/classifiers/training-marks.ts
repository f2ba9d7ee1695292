import { contentDigest } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import type { JsonObject, OrganisationId } from '@switchyard/domain';

/** Digits that are kept: enough to know an input again among some ten thousand, and nothing to read it from. */
const digits = 16;

/** What an input is known by once a version has learned from it: the beginning of its digest. */
export const trainingMark = (input: JsonObject): string => contentDigest(input).slice(0, digits);

/**
 * SQL that holds where a case, by its digest, is none that the version learned from. `version` is a placeholder for the id of a
 * classifier version, or for null: then it holds for every case.
 */
export const isUnseen = (digest: string, version: string): string =>
  `left(${digest}, ${digits}) NOT IN (
     SELECT mark FROM classifier_version seen CROSS JOIN LATERAL unnest(seen.trained_on) AS mark WHERE seen.id = ${version}::uuid)`;

/** The version that answers for a task now, where a supplier of kind classifier may ask it. Null: none does. */
export const findAnsweringVersion = async (
  tx: Tx,
  organisationId: OrganisationId,
  taskId: string,
): Promise<{ readonly id: string; readonly number: number } | null> => {
  const [row] = await tx.query<{ id: string; number: number }>(
    `SELECT v.id, v.number FROM classifier c JOIN classifier_version v ON v.id = c.adopted_version_id
     WHERE c.organisation_id = $1 AND c.task_id = $2 AND EXISTS (
       SELECT 1 FROM supplier s WHERE s.organisation_id = $1 AND s.kind = 'classifier' AND s.is_enabled AND s.removed_at IS NULL)`,
    [organisationId, taskId],
  );
  return row ?? null;
};
