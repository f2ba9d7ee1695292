// A training, as a thread of a worker: nothing of the process's own work waits for it. Told to stop, it ends at its next step.
import { parentPort, workerData } from 'node:worker_threads';
import { serialiseModel } from './serialise-model.ts';
import { trainClassifier } from './train-classifier.ts';
import { type ThreadData, type ThreadMessage, toThreadFailure } from './training-request.ts';

/** Written by `trainInThread` only. */
const { request, stop }: ThreadData = workerData;
const isStopped = (): boolean => Atomics.load(stop, 0) === 1;
const post = (message: ThreadMessage): void => parentPort?.postMessage(message);

const goOn = (share: number): void => {
  if (isStopped()) throw new Error('Nobody wants the result any more.');
  post({ kind: 'progress', share });
};

try {
  goOn(0);
  const { model, evaluation, heldOut } = trainClassifier(request.cases, {
    ...request,
    onProgress: goOn,
  });
  const bytes = serialiseModel(model);
  const answers = heldOut.map(({ best, isAnswered }) => ({ label: model.labels[best] ?? '', isAnswered }));
  post({ kind: 'done', bytes, evaluation, answers });
} catch (thrown) {
  if (!isStopped()) post({ kind: 'failed', ...toThreadFailure(thrown) });
}
