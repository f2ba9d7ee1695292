import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DomainError } from '@switchyard/domain';
import type { OutcomeTable } from '@switchyard/routing';
import { endThread } from '@switchyard/suppliers';

export interface LearnedBody {
  readonly reference: string;
  /** Cases that could be learned from: every candidate of the pool answered them. */
  readonly cases: number;
  /** As `serialiseRouter` writes it. */
  readonly body: string;
}

const heapMbMax = 1500;

// Found on disk, by a path that no bundler follows: one that sees threads begin looks for their programs, and fails the web app.
const { Worker } = process.getBuiltinModule('node:worker_threads');
const program = join(dirname(fileURLToPath(import.meta.url)), 'learn-thread.ts');

/** Learns a router in a thread with a bounded heap. Throws DomainError `limit_exceeded` when it ends without a result. */
export const learnInThread = (table: OutcomeTable): Promise<LearnedBody> => {
  const worker = new Worker(program, {
    workerData: table,
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMbMax },
  });
  const failed = (cause?: unknown) =>
    new DomainError('limit_exceeded', `Learning from ${table.length} cases ended without a result.`, { cause });
  return new Promise<LearnedBody>((resolve, reject) => {
    worker.on('message', (learned: LearnedBody) => resolve(learned));
    worker.on('error', (cause) => reject(failed(cause)));
    worker.on('exit', () => reject(failed()));
  }).finally(() => endThread(worker));
};
