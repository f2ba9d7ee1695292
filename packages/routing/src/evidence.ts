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
}

/** Evidence of *this task*, by candidate ref. A candidate that is not in it is unproven. */
export interface Evidence {
  readonly outcomes: Readonly<Record<string, GradedOutcomes>>;
}

export const noEvidence: Evidence = { outcomes: {} };
