/**
 * Two-sided p-value of the exact McNemar test: how likely it is that cases on which two candidates differ fall at least so
 * unevenly, if neither is better. 1 when they differ nowhere.
 * Source: Q. McNemar, Psychometrika 12 (1947); exact by the binomial distribution.
 */
export const mcnemarExact = (onlyLeft: number, onlyRight: number): number => {
  const discordant = onlyLeft + onlyRight;
  if (discordant === 0) return 1;
  const fewer = Math.min(onlyLeft, onlyRight);
  // Terms by their logarithm: 2^-n leaves the range of numbers from 1,100 cases on.
  let logTerm = -discordant * Math.LN2;
  let tail = Math.exp(logTerm);
  for (let count = 1; count <= fewer; count += 1) {
    logTerm += Math.log(discordant - count + 1) - Math.log(count);
    tail += Math.exp(logTerm);
  }
  return Math.min(1, 2 * tail);
};
