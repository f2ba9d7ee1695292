import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { trimAnswers } from './trim-answers.ts';

const batch = 1000;

/** Removes answers that have expired, in small steps, and what organisations keep beyond their share. Returns how many. */
export const sweepAnswers = async (app: App): Promise<number> => {
  let removed = 0;
  for (let taken = batch; taken === batch; removed += taken) {
    const rows = await app.db.queryOnce(
      'system',
      `DELETE FROM cached_answer WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM cached_answer WHERE expires_at <= $1 LIMIT ${batch} FOR UPDATE SKIP LOCKED)) RETURNING 1`,
      [app.now()],
    );
    taken = rows.length;
  }
  const holders = await app.db.queryOnce<{ organisationId: OrganisationId }>(
    'system',
    'SELECT DISTINCT organisation_id AS "organisationId" FROM cached_answer',
  );
  for (const { organisationId } of holders) removed += await trimAnswers(app, organisationId);
  return removed;
};
