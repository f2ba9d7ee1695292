import { normalQuantileOf } from './normal.ts';

/** What a judge and a person said of the same answer: right or not. */
export interface JudgedPair {
  readonly judge: boolean;
  readonly person: boolean;
}

export interface Agreement {
  readonly count: number;
  /** Share of answers on which both say the same. */
  readonly share: number;
  /** Lower bound of the share, one-sided at the asked confidence (Wilson). */
  readonly lowerBound: number;
  /** Cohen's kappa: agreement beyond chance, 1 is perfect, 0 is chance; null when one of them always says the same. */
  readonly kappa: number | null;
  /** Answers that the judge passed and the person did not: what costs most. */
  readonly wronglyPassed: number;
}

/**
 * How far a judge is to be believed, by what people said of the same answers.
 * Source: J. Cohen, Educational and Psychological Measurement 20 (1960); bound: E. B. Wilson, JASA 22 (1927).
 */
export const judgeAgreement = (pairs: readonly JudgedPair[], confidence: number): Agreement => {
  const count = pairs.length;
  if (count === 0) return { count, share: 0, lowerBound: 0, kappa: null, wronglyPassed: 0 };
  const shareOf = (holds: (pair: JudgedPair) => boolean) => pairs.filter(holds).length / count;
  const share = shareOf(({ judge, person }) => judge === person);
  const [judged, said] = [shareOf(({ judge }) => judge), shareOf(({ person }) => person)];
  const chance = judged * said + (1 - judged) * (1 - said);
  const z = normalQuantileOf(confidence);
  const centre = share + (z * z) / (2 * count);
  const spread = z * Math.sqrt((share * (1 - share)) / count + (z * z) / (4 * count * count));
  return {
    count,
    share,
    lowerBound: Math.max(0, (centre - spread) / (1 + (z * z) / count)),
    kappa: judged % 1 === 0 || said % 1 === 0 ? null : (share - chance) / (1 - chance),
    wronglyPassed: pairs.filter(({ judge, person }) => judge && !person).length,
  };
};
