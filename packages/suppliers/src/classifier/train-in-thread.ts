import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@switchyard/domain';
import { endThread } from '../end-thread.ts';
import {
  fromThreadFailure,
  type ThreadData,
  type ThreadMessage,
  type TrainedInThread,
  type TrainingRequest,
} from './training-request.ts';

/** Objects of the thread; the numbers of a model lie outside it and are bounded by `trainingLimits`. */
const heapMbMax = 1500;
/** Far above what the largest permitted training needs on a slow machine. */
export const trainingTimeoutMs = 900_000;

// Found on disk, by a path that no bundler follows: one that sees threads begin looks for their programs, and fails the web app.
const { Worker } = process.getBuiltinModule('node:worker_threads');
const program = join(dirname(fileURLToPath(import.meta.url)), 'training-thread.ts');

export interface ThreadOptions {
  /** Aborting ends the thread at its next step; then the promise rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly onProgress?: (share: number) => void;
  readonly timeoutMs?: number;
}

/**
 * Trains a classifier beside the event loop, in a thread with bounded heap and time.
 * Throws DomainError `invalid_input` and `too_large` as `trainClassifier` does, `limit_exceeded` beyond memory or time.
 */
export const trainInThread = (request: TrainingRequest, options: ThreadOptions): Promise<TrainedInThread> => {
  const { signal, onProgress, timeoutMs = trainingTimeoutMs } = options;
  signal.throwIfAborted();
  const startedAtMs = performance.now();
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(program, {
    workerData: { request, stop } satisfies ThreadData,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
  });
  let deadline: NodeJS.Timeout | undefined;
  return new Promise<TrainedInThread>((resolve, reject) => {
    const tooLong = `The training took more than ${timeoutMs / 1000} s. Use fewer cases.`;
    deadline = setTimeout(() => reject(new DomainError('limit_exceeded', tooLong)), timeoutMs);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    worker.on('message', (message: ThreadMessage) => {
      if (message.kind === 'progress') onProgress?.(message.share);
      else if (message.kind === 'failed') reject(fromThreadFailure(message));
      else resolve({ ...message, trainedMs: Math.round(performance.now() - startedAtMs) });
    });
    worker.on('error', (cause) =>
      reject(new DomainError('limit_exceeded', `The training ended by itself: ${String(cause)}`, { cause })),
    );
    worker.on('exit', () => reject(new DomainError('limit_exceeded', 'The training ended without a result.')));
  }).finally(() => {
    clearTimeout(deadline);
    Atomics.store(stop, 0, 1);
    return endThread(worker);
  });
};
