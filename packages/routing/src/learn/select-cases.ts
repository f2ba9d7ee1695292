import { orderCases } from './folds.ts';
import { type OutcomeCase, type OutcomeTable, readOutcomes } from './outcome-table.ts';
import { type CandidateMeans, choosePool, meansOf } from './plan-shapes.ts';

/** Beyond this, more cases cost time and memory and teach little: those are taken that come first in the order of folds. */
const casesMax = 20_000;
/** A candidate that answered fewer of the reference's cases than this is left out. */
const coverageMin = 0.8;
/** Nobody is taken for the strongest by fewer answers than this share of the most that anybody gave. */
const strongestCoverageMin = 0.5;
/** Candidates with gaps are left out until so much of the reference's cases was answered by everybody who is left. */
const completeMin = 0.6;

const countAnswers = (table: OutcomeTable): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { results } of table) {
    for (const ref of Object.keys(results)) counts.set(ref, (counts.get(ref) ?? 0) + 1);
  }
  return counts;
};

/** The best score among those that answered enough: three right answers out of three are no proof. */
const strongestOf = (table: OutcomeTable): string => {
  const counts = countAnswers(table);
  const most = Math.max(0, ...counts.values());
  const refs = [...counts.keys()].filter((ref) => (counts.get(ref) ?? 0) >= most * strongestCoverageMin);
  const means = meansOf(table, refs);
  const [best] = means.sort((left, right) => right.score - left.score || (left.ref < right.ref ? -1 : 1));
  return best?.ref ?? '';
};

const isComplete = ({ results }: OutcomeCase, refs: readonly string[]): boolean =>
  refs.every((ref) => results[ref] !== undefined);

/** Leaves out who answered least, one after the other, until enough cases were answered by all that are left. */
const withoutGaps = (answered: OutcomeTable, pool: readonly string[], reference: string): readonly string[] => {
  const counts = countAnswers(answered);
  const countOf = (ref: string): number => (ref === reference ? Number.POSITIVE_INFINITY : (counts.get(ref) ?? 0));
  const complete = answered.filter((each) => isComplete(each, pool)).length;
  if (pool.length < 2 || complete >= completeMin * answered.length) return pool;
  const least = [...pool].sort((left, right) => countOf(left) - countOf(right) || (left < right ? -1 : 1))[0];
  return withoutGaps(
    answered,
    pool.filter((ref) => ref !== least),
    reference,
  );
};

export interface SelectedCases {
  readonly reference: string;
  /** In the order of folds; every member answered all of them. */
  readonly cases: OutcomeTable;
  /** Candidates that no cheaper one beats, cheapest first, the reference among them. Empty when there is no case. */
  readonly members: readonly CandidateMeans[];
}

/** What of a table can be learned from: who is compared, and the cases that all of them answered. */
export const selectCases = (
  table: OutcomeTable,
  options: { readonly reference?: string; readonly candidates?: readonly string[] },
  seed: number,
): SelectedCases => {
  const read = readOutcomes(table, options.candidates);
  const reference = options.reference ?? strongestOf(read);
  const answered = read.filter(({ results }) => results[reference] !== undefined);
  if (answered.length === 0) return { reference, cases: [], members: [] };
  const covered = [...countAnswers(answered)].flatMap(([ref, count]) =>
    count >= answered.length * coverageMin ? [ref] : [],
  );
  const efficient = choosePool(meansOf(answered, covered.sort()), reference).map(({ ref }) => ref);
  const pool = withoutGaps(answered, efficient, reference);
  const complete = answered.filter((each) => isComplete(each, pool));
  const cases = orderCases(complete, seed).slice(0, casesMax);
  return { reference, cases, members: choosePool(meansOf(cases, pool), reference) };
};
