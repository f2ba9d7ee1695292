import type { OutcomeTable } from '@switchyard/routing';

/** A fixed order per seed (linear congruential generator of Numerical Recipes; Fisher–Yates). */
export const shuffleTable = (table: OutcomeTable, seed: number): OutcomeTable => {
  let state = (seed * 2_654_435_761) >>> 0;
  const cases = [...table];
  for (let at = cases.length - 1; at > 0; at -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (at + 1));
    const kept = cases[at];
    const taken = cases[other];
    if (kept && taken) [cases[at], cases[other]] = [taken, kept];
  }
  return cases;
};
