import { createHash } from 'node:crypto';
import { newId, type Tx } from '@switchyard/db';
import type { Actor } from '@switchyard/domain';
import type { ClassifierEvaluation, TrainedInThread } from '@switchyard/suppliers';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction } from '../change.ts';
import type { HeldTraining } from './claim-training.ts';
import { lockClassifier, setAdopted } from './classifier-record.ts';
import type { ComparedWithAdopted } from './compare-with-adopted.ts';
import { packHeldOut } from './held-out-record.ts';
import type { LoadedCases } from './load-training-cases.ts';

export interface FinishedTraining {
  readonly loaded: LoadedCases;
  readonly trained: TrainedInThread;
  readonly compared: ComparedWithAdopted | null;
}

interface Judgement {
  readonly isAdopted: boolean;
  readonly reason: string;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** Whether the new version answers from now on, and why. Never when it is worse, or when it would answer nothing. */
const judge = (
  { evaluation }: TrainedInThread,
  compared: ComparedWithAdopted | null,
  adoptedNow: string | null,
): Judgement => {
  const target = percent(evaluation.precisionTarget);
  if (evaluation.answered === 0) {
    return { isAdopted: false, reason: `on held-out cases no threshold reaches ${target}, so it would answer nothing` };
  }
  if (adoptedNow !== (compared?.adopted.id ?? null)) {
    return {
      isAdopted: false,
      reason: 'another version was adopted while it was trained; compare and adopt it by hand',
    };
  }
  if (!compared) {
    const coverage = percent(evaluation.answered / evaluation.cases);
    return {
      isAdopted: true,
      reason: `it is the first, and answers ${coverage} of held-out cases at ${target} or better`,
    };
  }
  const { cases, against, rightBefore, rightAfter, wrongBefore, wrongAfter, isWorse } = compared.comparison;
  const figures = `on the same ${cases} cases it gives ${rightAfter} right and ${wrongAfter} wrong answers, version ${against} ${rightBefore} and ${wrongBefore}`;
  return { isAdopted: !isWorse, reason: isWorse ? `it is worse: ${figures}` : `it is not worse: ${figures}` };
};

/**
 * Stores the version and, where it is not worse, adopts it: one transaction under the lease token, so that of two workers with the same
 * training one wins and no half of a version is ever seen. Returns its number; null when the training was no longer ours.
 */
export const finishTraining = (
  app: App,
  training: HeldTraining,
  finished: FinishedTraining,
): Promise<number | null> => {
  const { organisationId, taskId } = training;
  return inTransaction(app, { organisationId }, async (tx) => {
    const versionId = newId();
    const won = await tx.execute(
      `UPDATE classifier_training SET status = 'completed', finished_at = $3, version_id = $4, progress = 1, case_count = $5
       WHERE id = $1 AND lease_token = $2 AND status = 'running'`,
      [training.id, training.leaseToken, app.now(), versionId, finished.loaded.cases.length],
    );
    if (won === 0) return null;
    const classifier = await lockClassifier(tx, organisationId, taskId);
    const judgement = judge(finished.trained, finished.compared, classifier.adoptedVersionId);
    const number = classifier.lastNumber + 1;
    await storeVersion({ app, tx }, training, finished, { id: versionId, number, ...judgement });
    await tx.execute('UPDATE classifier SET last_number = $3 WHERE organisation_id = $1 AND task_id = $2', [
      organisationId,
      taskId,
      number,
    ]);
    if (judgement.isAdopted) await setAdopted(tx, organisationId, taskId, versionId, app.now());
    return number;
  });
};

const storeVersion = async (
  { app, tx }: { readonly app: App; readonly tx: Tx },
  training: HeldTraining,
  { loaded, trained, compared }: FinishedTraining,
  version: Judgement & { readonly id: string; readonly number: number },
): Promise<void> => {
  const { organisationId, taskId } = training;
  const bytes = Buffer.from(trained.bytes);
  const modelHash = createHash('sha256').update(bytes).digest('hex');
  const evaluation: ClassifierEvaluation = {
    ...trained.evaluation,
    dataDigest: loaded.digest,
    bytes: bytes.length,
    trainedMs: trained.trainedMs,
  };
  await tx.execute(
    `INSERT INTO classifier_version (id, organisation_id, task_id, number, evaluation, held_out, model, model_hash, comparison,
                                     reason, trained_by_id, trained_by_label, trained_at, trained_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    [
      version.id,
      organisationId,
      taskId,
      version.number,
      JSON.stringify(evaluation),
      JSON.stringify(packHeldOut(loaded.ids, trained.answers)),
      bytes,
      modelHash,
      compared === null ? null : JSON.stringify(compared.comparison),
      version.reason,
      training.requestedById,
      training.requestedByLabel,
      app.now(),
      [...loaded.marks],
    ],
  );
  const actor: Actor = { kind: 'system', organisationId, name: 'classifier' };
  await appendAudit(tx, actor, app.now(), {
    type: 'classifier.trained',
    target: { id: taskId, label: training.taskName },
    payload: {
      version: version.number,
      modelHash,
      dataDigest: loaded.digest,
      cases: evaluation.cases,
      accuracy: evaluation.accuracy,
      answered: evaluation.answered,
      answeredRight: evaluation.answeredRight,
      isAdopted: version.isAdopted,
      reason: version.reason,
    },
  });
};
