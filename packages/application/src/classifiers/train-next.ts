import { isDomainError } from '@switchyard/domain';
import { trainInThread } from '@switchyard/suppliers';
import type { App } from '../app.ts';
import { loadPolicy } from '../routing/load-routing.ts';
import { claimTraining, failTraining, type HeldTraining, releaseTraining, renewTraining } from './claim-training.ts';
import { compareWithAdopted } from './compare-with-adopted.ts';
import { finishTraining } from './finish-training.ts';
import { loadTrainingCases } from './load-training-cases.ts';

export interface TrainNextOptions {
  /** Aborted when the process stops: the training is handed back. */
  readonly stopping: AbortSignal;
  /** Pause between heartbeats, which also find out that a person cancelled. */
  readonly heartbeatMs?: number;
}

/** Fixed, so that the same cases give the same version; written into the evaluation. */
const seed = 20_261_121;

/** The training is no longer ours: cancelled, or taken up by another worker. */
class LetGo extends Error {}

/**
 * Carries out one training that is due, in a thread beside the event loop. Returns 1, or 0 when there is none. A process that dies meanwhile
 * leaves the training to the next worker, and nothing of a version.
 */
export const trainNext = async (app: App, options: TrainNextOptions): Promise<number> => {
  if (options.stopping.aborted) return 0;
  const training = await claimTraining(app);
  if (!training) return 0;
  const lettingGo = new AbortController();
  const progress = { share: 0 };
  const heartbeat = setInterval(() => {
    renewTraining(app, training, progress.share)
      .then((isOurs) => {
        if (!isOurs) lettingGo.abort(new LetGo());
      })
      .catch((cause: unknown) => app.log.warn({ err: cause, trainingId: training.id }, 'training not renewed'));
  }, options.heartbeatMs ?? 2000);
  try {
    const signal = AbortSignal.any([options.stopping, lettingGo.signal]);
    await carryOut(app, training, signal, (share) => {
      progress.share = share;
    });
  } catch (thrown) {
    await settle(app, training, thrown, options.stopping.aborted);
  } finally {
    clearInterval(heartbeat);
  }
  return 1;
};

const carryOut = async (
  app: App,
  training: HeldTraining,
  signal: AbortSignal,
  onProgress: (share: number) => void,
): Promise<void> => {
  const { organisationId, spec } = training;
  const loaded = await loadTrainingCases(app, training);
  const { confidence } = await app.db.transaction({ organisationId }, (tx) => loadPolicy(tx, organisationId, null));
  const request = { cases: loaded.cases, precisionTarget: spec.qualityTarget, confidence, seed };
  const trained = await trainInThread(request, { signal, onProgress });
  const compared = await compareWithAdopted(app, training, loaded, trained.answers);
  signal.throwIfAborted();
  const number = await finishTraining(app, training, { loaded, trained, compared });
  if (number === null)
    app.log.info({ trainingId: training.id }, 'a training was finished by another worker or cancelled');
};

/** What can pass is handed back for another try; what people can mend is said to them. */
const settle = async (app: App, training: HeldTraining, thrown: unknown, isStopping: boolean): Promise<void> => {
  if (thrown instanceof LetGo) return;
  const isForPeople = isDomainError(thrown) && !thrown.retryable && thrown.code !== 'internal';
  if (!isStopping && isForPeople) return failTraining(app, training, thrown.message);
  if (!isStopping) app.log.error({ err: thrown, trainingId: training.id }, 'training not carried out');
  // A defect counts as a crash: its lease runs out, and after three of them it is failed.
  if (isStopping) await releaseTraining(app, training);
};
