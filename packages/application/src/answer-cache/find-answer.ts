import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { CacheKeys } from './cache-keys.ts';
import { type KeptAnswer, keptAnswerSchema } from './kept-answer.ts';

/** The answer kept under a digest; null when there is none, it has expired, or it cannot be read. Never throws. */
export const findAnswer = async (
  app: App,
  organisationId: OrganisationId,
  keys: CacheKeys,
  digest: Buffer,
): Promise<KeptAnswer | null> => {
  try {
    const [row] = await app.db.queryOnce<{ sealed: Buffer }>(
      { organisationId },
      'SELECT sealed FROM cached_answer WHERE organisation_id = $1 AND key_digest = $2 AND expires_at > $3',
      [organisationId, digest, app.now()],
    );
    return row ? keptAnswerSchema.parse(JSON.parse(keys.open(row.sealed, digest).toString())) : null;
  } catch (cause) {
    app.log.warn({ err: cause }, 'the cache of answers was not read; the call is made');
    return null;
  }
};
