import type { OutcomeTable } from '@switchyard/routing';

/** A candidate that answered a smaller share of the cases than this is not compared. */
const coverageMin = 0.8;

export interface ComparedCases {
  readonly table: OutcomeTable;
  readonly leftOut: readonly string[];
  /** The one with the best score over the whole table. */
  readonly strongest: string;
}

/**
 * Candidates with nearly no gaps, and the cases that all of them answered: what a candidate would have made of a case it was not
 * asked is known to nobody, so it cannot be held against anyone.
 */
export const comparedCases = (given: OutcomeTable): ComparedCases => {
  const counts = new Map<string, number>();
  for (const { results } of given) for (const ref of Object.keys(results)) counts.set(ref, (counts.get(ref) ?? 0) + 1);
  const refs = [...counts.keys()];
  const kept = refs.filter((ref) => (counts.get(ref) ?? 0) >= coverageMin * given.length);
  const table = given.flatMap((each) => {
    const own = kept.flatMap((ref) => {
      const result = each.results[ref];
      return result ? [[ref, result] as const] : [];
    });
    return own.length === kept.length ? [{ ...each, results: Object.fromEntries(own) }] : [];
  });
  const scoreOf = (ref: string): number => table.reduce((sum, { results }) => sum + (results[ref]?.score ?? 0), 0);
  const [strongest] = kept.map((ref) => ({ ref, score: scoreOf(ref) })).sort((left, right) => right.score - left.score);
  return { table, leftOut: refs.filter((ref) => !kept.includes(ref)), strongest: strongest?.ref ?? '' };
};
