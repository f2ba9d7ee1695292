import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';

/** What one organisation may keep. The oldest answers make room. */
const answersMax = 10_000;
const bytesMax = 200_000_000;

/** Removes what an organisation keeps beyond its share, oldest first. Returns how many answers that were. */
export const trimAnswers = async (
  app: App,
  organisationId: OrganisationId,
  bounds = { answersMax, bytesMax },
): Promise<number> => {
  const rows = await app.db.queryOnce(
    { organisationId },
    `DELETE FROM cached_answer WHERE organisation_id = $1 AND key_digest IN (
       SELECT key_digest FROM (
         SELECT key_digest, row_number() OVER newest AS place, sum(size_bytes) OVER newest AS bytes
         FROM cached_answer WHERE organisation_id = $1
         WINDOW newest AS (ORDER BY created_at DESC, key_digest ROWS UNBOUNDED PRECEDING)) AS ranked
       WHERE place > $2 OR bytes > $3) RETURNING 1`,
    [organisationId, bounds.answersMax, bounds.bytesMax],
  );
  return rows.length;
};
