export interface DriftRequest {
  /** Share of right answers when the candidate was taken, by what was known then. */
  readonly expected: number;
  /** A drop by so much is to be noticed. */
  readonly drop: number;
  /** False alarms: at most one in so many graded answers, on average, while nothing has changed. */
  readonly answersPerFalseAlarm: number;
  /** Answers since then, in their order, from 0 (wrong) to 1 (right). */
  readonly scores: readonly number[];
}

export interface Drift {
  readonly isDrifting: boolean;
  /** The sum of evidence so far, and the mark at which it is an alarm. */
  readonly level: number;
  readonly mark: number;
  /** Where the run of answers begins that speaks for a drop; null while none does. */
  readonly beganAt: number | null;
}

const within = (share: number): number => Math.min(0.999, Math.max(0.001, share));

/**
 * Whether answers have become worse, looked at after every one of them: the cumulative sum of log-likelihood ratios for “right
 * in `expected − drop` of cases” against “in `expected`”, which never falls below zero. Looking often raises no more
 * false alarms, as repeated tests of a share would: the mean number of answers until one is at least e^mark.
 * Source: E. S. Page, Biometrika 41 (1954); bound: G. Lorden, Annals of Mathematical Statistics 42 (1971).
 */
export const detectDrift = ({ expected, drop, answersPerFalseAlarm, scores }: DriftRequest): Drift => {
  const [before, after] = [within(expected), within(expected - drop)];
  const [ifRight, ifWrong] = [Math.log(after / before), Math.log((1 - after) / (1 - before))];
  const mark = Math.log(answersPerFalseAlarm);
  let level = 0;
  let beganAt: number | null = null;
  let isDrifting = false;
  for (const [index, score] of scores.entries()) {
    const next = level + score * ifRight + (1 - score) * ifWrong;
    if (next <= 0) beganAt = null;
    else beganAt ??= index;
    level = Math.max(0, next);
    if (level >= mark) {
      isDrifting = true;
      break;
    }
  }
  return { isDrifting, level, mark, beganAt };
};
