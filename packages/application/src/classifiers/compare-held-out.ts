import { normalQuantile } from '@switchyard/routing';
import { z } from 'zod';

/** What one version said of one case that it had not seen. */
export interface HeldOutVerdict {
  readonly isRight: boolean;
  readonly isAnswered: boolean;
}

export const comparisonSchema = z.object({
  /** Cases that neither version had seen when it answered. */
  cases: z.int(),
  against: z.int(),
  /** Right answers given, by the adopted version and the new one. */
  rightBefore: z.int(),
  rightAfter: z.int(),
  /** Wrong answers given; what is declined is neither. */
  wrongBefore: z.int(),
  wrongAfter: z.int(),
  isWorse: z.boolean(),
});
export type VersionComparison = z.infer<typeof comparisonSchema>;

/** A loss of this share of the cases is too much, however few they are. */
const lossMax = 0.01;
const confidence = 0.9;

interface Discordant {
  /** Cases in which only the old version did well, and only the new one. */
  readonly lost: number;
  readonly won: number;
}

/**
 * Whether a paired loss is more than chance or more than is put up with: one-sided sign test on the cases in which the versions differ (Q.
 * McNemar, Psychometrika 12, 1947; normal approximation).
 */
const isLoss = ({ lost, won }: Discordant, cases: number): boolean => {
  const net = lost - won;
  if (net <= 0) return false;
  return net / cases > lossMax || net / Math.sqrt(lost + won) > normalQuantile(confidence);
};

const discordant = (
  pairs: readonly (readonly [HeldOutVerdict, HeldOutVerdict])[],
  isGood: (verdict: HeldOutVerdict) => boolean,
): Discordant => ({
  lost: pairs.filter(([before, after]) => isGood(before) && !isGood(after)).length,
  won: pairs.filter(([before, after]) => !isGood(before) && isGood(after)).length,
});

const isRightAnswer = ({ isRight, isAnswered }: HeldOutVerdict): boolean => isRight && isAnswered;
const isWrongAnswer = ({ isRight, isAnswered }: HeldOutVerdict): boolean => !isRight && isAnswered;

/**
 * Compares two versions on the same cases, each case answered without having been seen. The new one is worse when it gives fewer right
 * answers or more wrong ones, by more than chance or by more than one case in a hundred.
 */
export const compareHeldOut = (
  against: number,
  pairs: readonly (readonly [before: HeldOutVerdict, after: HeldOutVerdict])[],
): VersionComparison => {
  const count = (isGood: (verdict: HeldOutVerdict) => boolean, at: 0 | 1) =>
    pairs.filter((pair) => isGood(pair[at])).length;
  const cases = pairs.length;
  const isWorse =
    isLoss(discordant(pairs, isRightAnswer), cases) ||
    isLoss(
      discordant(pairs, (each) => !isWrongAnswer(each)),
      cases,
    );
  return {
    cases,
    against,
    rightBefore: count(isRightAnswer, 0),
    rightAfter: count(isRightAnswer, 1),
    wrongBefore: count(isWrongAnswer, 0),
    wrongAfter: count(isWrongAnswer, 1),
    isWorse,
  };
};
