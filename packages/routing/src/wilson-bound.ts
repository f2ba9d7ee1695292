/**
 * Quantile of the standard normal distribution, |relative error| < 1.15e-9.
 * Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function" (2003).
 * @param p in (0, 1)
 */
export const normalQuantile = (p: number): number => {
  if (p > 0.97575) return -tailQuantile(1 - p);
  if (p < 0.02425) return tailQuantile(p);
  const q = p - 0.5;
  const r = q * q;
  const above =
    ((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r -
      30.66479806614716) *
      r +
    2.506628277459239;
  const below =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r -
      13.28068155288572) *
      r +
    1;
  return (above * q) / below;
};

const tailQuantile = (p: number): number => {
  const q = Math.sqrt(-2 * Math.log(p));
  const above =
    ((((-0.007784894002430293 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q +
      4.374664141464968) *
      q +
    2.938163982698783;
  const below =
    (((0.007784695709041462 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
  return above / below;
};

/** The Wilson score interval of `succeeded` out of `graded`, each side at the one-sided `confidence` (0.5–1). */
export interface WilsonBounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927);
 * recommended for small n by Brown, Cai and DasGupta, Statistical Science 16 (2001). Without evidence: [0, 1].
 */
export const wilsonBounds = (succeeded: number, graded: number, confidence: number): WilsonBounds => {
  if (graded <= 0) return { lower: 0, upper: 1 };
  const z = normalQuantile(confidence);
  const rate = succeeded / graded;
  const z2 = z * z;
  const centre = rate + z2 / (2 * graded);
  const spread = z * Math.sqrt((rate * (1 - rate)) / graded + z2 / (4 * graded * graded));
  const scale = 1 + z2 / graded;
  return {
    lower: Math.max(0, (centre - spread) / scale),
    upper: Math.min(1, (centre + spread) / scale),
  };
};

/**
 * How many more graded cases would put the target outside the interval if the observed rate (without evidence: all
 * right) went on. The Wilson interval inverts the score test, so n ≥ z² t(1−t)/(rate−t)² in closed form.
 * Null when no number of cases would (rate equals target, or the target is 1).
 */
export const casesToDecide = (succeeded: number, graded: number, target: number, confidence: number): number | null => {
  const rate = graded > 0 ? succeeded / graded : 1;
  if (target >= 1 || rate === target) return null;
  const z = normalQuantile(confidence);
  const needed = Math.ceil((z * z * target * (1 - target)) / (rate - target) ** 2);
  return needed > 100_000 ? null : Math.max(1, needed - graded);
};
