const tolerance = 1e-12;

/**
 * Distribution function of the standard normal, to about 1e-15: the series of G. Marsaglia, “Evaluating the normal
 * distribution”, Journal of Statistical Software 11(4), 2004.
 */
export const normalProbability = (x: number): number => {
  if (x > 8) return 1;
  if (x < -8) return 0;
  let sum = x;
  let term = x;
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return Math.min(1, Math.max(0, 0.5 + sum * Math.exp(-0.5 * x * x - Math.log(Math.sqrt(2 * Math.PI)))));
};

/** The `x` at which an increasing function reaches `target`, within [low, high]. */
export const solveRising = (rising: (x: number) => number, target: number, low: number, high: number): number => {
  let [below, above] = [low, high];
  while (above - below > tolerance * Math.max(1, Math.abs(below))) {
    const middle = (below + above) / 2;
    if (middle === below || middle === above) break;
    if (rising(middle) < target) below = middle;
    else above = middle;
  }
  return (below + above) / 2;
};

/** Quantile of the standard normal for a probability in (0, 1). */
export const normalQuantileOf = (probability: number): number => solveRising(normalProbability, probability, -8, 8);

/** From here on Student's distribution and the normal one differ by less than 0.1 % in what is read off them. */
const manyDegrees = 2000;

/**
 * Distribution function of Student's t for whole degrees of freedom: the finite series of M. Abramowitz and I. Stegun,
 * Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
 */
export const studentProbability = (t: number, degrees: number): number => {
  if (degrees > manyDegrees) return normalProbability(t);
  const angle = Math.atan(t / Math.sqrt(degrees));
  const [sine, square] = [Math.sin(angle), Math.cos(angle) ** 2];
  const isOdd = degrees % 2 === 1;
  let term = isOdd ? Math.cos(angle) : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (square * (power - 1)) / power;
    sum += term;
  }
  const within = isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum;
  return 0.5 + within / 2;
};

/** Quantile of Student's t for a probability in (0.5, 1) and whole degrees of freedom, at least one. */
export const studentQuantile = (probability: number, degrees: number): number =>
  degrees > manyDegrees
    ? normalQuantileOf(probability)
    : solveRising((t) => studentProbability(t, degrees), probability, 0, 1e4);
