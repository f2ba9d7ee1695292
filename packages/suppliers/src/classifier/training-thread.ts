// A training, as a thread of a worker: nothing of the process's own work waits for it, and ending the thread ends it.
import { parentPort, workerData } from 'node:worker_threads';
import { serialiseModel } from './serialise-model.ts';
import { trainClassifier } from './train-classifier.ts';
import { type ThreadMessage, type TrainingRequest, toThreadFailure } from './training-request.ts';

/** Written by `trainInThread` only. */
const request: TrainingRequest = workerData;
const post = (message: ThreadMessage): void => parentPort?.postMessage(message);

try {
  const { model, evaluation, heldOut } = trainClassifier(request.cases, {
    ...request,
    onProgress: (share) => post({ kind: 'progress', share }),
  });
  const bytes = serialiseModel(model);
  const answers = heldOut.map(({ best, isAnswered }) => ({ label: model.labels[best] ?? '', isAnswered }));
  post({ kind: 'done', bytes, evaluation, answers });
} catch (thrown) {
  post({ kind: 'failed', ...toThreadFailure(thrown) });
}
