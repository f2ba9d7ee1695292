import { DomainError, type ErrorCode, isDomainError } from '@switchyard/domain';
import type { TrainedClassifier, TrainingCase, TrainOptions } from './train-classifier.ts';

export interface TrainingRequest extends Omit<TrainOptions, 'onProgress'> {
  readonly cases: readonly TrainingCase[];
}

/** What the thread is given. */
export interface ThreadData {
  readonly request: TrainingRequest;
  /** One number: 1 once nobody wants the result any more. Shared, as a thread that computes hears no messages. */
  readonly stop: Int32Array;
}

/** What a model that had not seen the case said of it. */
export interface HeldOutLabel {
  readonly label: string;
  readonly isAnswered: boolean;
}

interface Done {
  /** The stored model. */
  readonly bytes: Uint8Array;
  readonly evaluation: TrainedClassifier['evaluation'];
  /** For each case, in the order given. */
  readonly answers: readonly HeldOutLabel[];
}

export type ThreadMessage =
  | { readonly kind: 'progress'; readonly share: number }
  | ({ readonly kind: 'done' } & Done)
  | { readonly kind: 'failed'; readonly code: ErrorCode; readonly message: string };

/** Errors lose their class on the way out of a thread. */
export const toThreadFailure = (thrown: unknown): { code: ErrorCode; message: string } =>
  isDomainError(thrown)
    ? { code: thrown.code, message: thrown.message }
    : { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };

export const fromThreadFailure = ({ code, message }: { code: ErrorCode; message: string }): DomainError =>
  new DomainError(code, message);

export interface TrainedInThread extends Done {
  /** Wall clock of the thread. */
  readonly trainedMs: number;
}
