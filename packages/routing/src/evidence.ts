import type { LearnedRouter } from './learn/learn-router.ts';
import type { PairedCounts } from './paired-bound.ts';

/** What is known about one candidate on one task. */
export interface GradedOutcomes {
  /** Answers that passed the checks and were then judged right or wrong (eval case, correction, approval). */
  readonly graded: number;
  /** Of those, judged right. At most `graded`. */
  readonly succeeded: number;
  /** Attempts made, and how many the checks accepted: drives the expected cost of escalation. */
  readonly attempted?: number;
  readonly accepted?: number;
  /** Observed mean of output tokens per attempt; without it `maxOutputTokens` is assumed. */
  readonly meanOutputTokens?: number;
  /** Observed mean cost of an attempt; where it is known it is used instead of the price list. */
  readonly meanCostMicroUsd?: number;
  /** Cases that both this candidate and the reference have answered. */
  readonly pairs?: PairedCounts;
  /** 95th percentile of an attempt's duration. */
  readonly latencyP95Ms?: number;
  /** Calls made, and how many ended in an error or a timeout of the supplier. */
  readonly calls?: number;
  readonly errors?: number;
}

/** Evidence of *this task*, by candidate ref. A candidate that is not in it is unproven. */
export interface Evidence {
  readonly outcomes: Readonly<Record<string, GradedOutcomes>>;
  /** Segment of the task (the value of a named input field) → candidate ref → outcomes among its cases only. */
  readonly segments?: Readonly<Record<string, Readonly<Record<string, GradedOutcomes>>>>;
  /** What was learned from past outcomes of this task, and the version that receipts name. */
  readonly router?: { readonly version: string; readonly learned: LearnedRouter };
}

export const noEvidence: Evidence = { outcomes: {} };
