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
  { organisationId, taskId, digest, lifetimeS, answer }: KeepAnswer,
): Promise<void> => {
  try {
    const sealed = keys.seal(Buffer.from(JSON.stringify(answer)), digest);
    if (sealed.length > answerBytesMax) return;
    const createdAt = new Date(answer.answeredAt);
    await app.db.queryOnce(
      { organisationId },
      `INSERT INTO cached_answer (organisation_id, key_digest, task_id, sealed, size_bytes, created_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (organisation_id, key_digest) DO UPDATE
       SET task_id = $3, sealed = $4, size_bytes = $5, created_at = $6, expires_at = $7
       WHERE cached_answer.created_at <= $6`,
      [
        organisationId,
        digest,
        taskId,
        sealed,
        sealed.length,
        createdAt,
        new Date(createdAt.getTime() + lifetimeS * 1000),
      ],
    );
    if (isTimeToTrim(app, organisationId)) await trimAnswers(app, organisationId);
  } catch (cause) {
    app.log.warn({ err: cause }, 'an answer was not kept for later');
  }
};
