import type { Worker } from 'node:worker_threads';

/** A thread that has not ended by itself within this time is ended. */
const patienceMs = 5000;

/**
 * Waits until a thread that is done, or was told to stop, has ended. One that is ended from outside while it starts or leaves can take its
 * whole process along (nodejs/node#56312), so that is kept for threads that do not end by themselves.
 */
export const endThread = (worker: Worker): Promise<void> => {
  if (worker.threadId === -1) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => void worker.terminate(), patienceMs).unref();
    worker.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
};
