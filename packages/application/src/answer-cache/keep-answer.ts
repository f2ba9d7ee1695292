import type { OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { CacheKeys } from './cache-keys.ts';
import type { KeptAnswer } from './kept-answer.ts';
import { trimAnswers } from './trim-answers.ts';

/** A larger answer is not kept. */
const answerBytesMax = 1_000_000;
/** A process makes room after so many answers of an organisation; the worker's sweep does it too. */
const trimEvery = 32;

export interface KeepAnswer {
  readonly organisationId: OrganisationId;
  readonly taskId: string | null;
  /** Whose call brought it; null for a step. */
  readonly apiKeyId: string | null;
  /** When it was asked for: what was cleared since is not brought back. */
  readonly askedAt: Date;
  readonly digest: Buffer;
  readonly lifetimeS: number;
  readonly answer: KeptAnswer;
}

const counts = new WeakMap<App, Map<OrganisationId, number>>();

/** True for an organisation's first answer in this process and each 32nd after it. */
const isTimeToTrim = (app: App, organisationId: OrganisationId): boolean => {
  const ofApp = counts.get(app) ?? new Map<OrganisationId, number>();
  counts.set(app, ofApp);
  const before = ofApp.get(organisationId) ?? 0;
  ofApp.set(organisationId, before + 1);
  return before % trimEvery === 0;
};

/** Keeps an answer, in place of one that was there. Never throws: what is not kept is asked again. */
export const keepAnswer = async (
  app: App,
  keys: CacheKeys,
  { organisationId, taskId, apiKeyId, askedAt, digest, lifetimeS, answer }: KeepAnswer,
): Promise<void> => {
  try {
    const sealed = keys.seal(Buffer.from(JSON.stringify(answer)), digest);
    if (sealed.length > answerBytesMax) return;
    const createdAt = new Date(answer.answeredAt);
    await app.db.queryOnce(
      { organisationId },
      `INSERT INTO cached_answer (organisation_id, key_digest, task_id, sealed, size_bytes, created_at, expires_at, api_key_id)
       SELECT $1::uuid, $2::bytea, $3::uuid, $4::bytea, $5::int, $6::timestamptz, $7::timestamptz, $8::uuid
       WHERE NOT EXISTS (SELECT 1 FROM organisation WHERE id = $1::uuid AND answers_cleared_at > $9::timestamptz)
       ON CONFLICT (organisation_id, key_digest) DO UPDATE
       SET task_id = EXCLUDED.task_id, sealed = EXCLUDED.sealed, size_bytes = EXCLUDED.size_bytes,
           created_at = EXCLUDED.created_at, expires_at = EXCLUDED.expires_at, api_key_id = EXCLUDED.api_key_id
       WHERE cached_answer.created_at <= EXCLUDED.created_at`,
      [
        organisationId,
        digest,
        taskId,
        sealed,
        sealed.length,
        createdAt,
        new Date(createdAt.getTime() + lifetimeS * 1000),
        apiKeyId,
        askedAt,
      ],
    );
    if (isTimeToTrim(app, organisationId)) await trimAnswers(app, organisationId);
  } catch (cause) {
    app.log.warn({ err: cause }, 'an answer was not kept for later');
  }
};
