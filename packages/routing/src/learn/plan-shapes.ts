import type { OutcomeTable } from './outcome-table.ts';
import type { PlanShape } from './plan-model.ts';

/** Means of one candidate over complete cases. */
export interface CandidateMeans {
  readonly ref: string;
  readonly score: number;
  readonly cost: number;
}

const poolMax = 8;
const probesMax = 6;
/** A probe that costs more than this share of the reference cannot pay for itself often enough. */
const probeCostShareMax = 0.5;

export const meansOf = (cases: OutcomeTable, refs: readonly string[]): CandidateMeans[] =>
  refs.map((ref) => {
    const sums = cases.reduce(
      (sum, { results }) => ({
        score: sum.score + (results[ref]?.score ?? 0),
        cost: sum.cost + (results[ref]?.cost ?? 0),
      }),
      { score: 0, cost: 0 },
    );
    return { ref, score: sums.score / cases.length, cost: sums.cost / cases.length };
  });

/** Cheapest first; the ref makes the order total. */
const byCost = (left: CandidateMeans, right: CandidateMeans): number =>
  left.cost - right.cost || right.score - left.score || (left.ref < right.ref ? -1 : 1);

/** Candidates that no cheaper one beats, cheapest first, and always the reference. Best scores stay when there are many. */
export const choosePool = (means: readonly CandidateMeans[], reference: string): CandidateMeans[] => {
  const efficient: CandidateMeans[] = [];
  for (const each of [...means].sort(byCost)) {
    const best = efficient.at(-1);
    if (best === undefined || each.score > best.score || each.ref === reference) efficient.push(each);
  }
  const byScore = [...efficient].sort((left, right) => right.score - left.score || byCost(left, right));
  const kept = new Set(byScore.slice(0, poolMax).map(({ ref }) => ref)).add(reference);
  return efficient.filter(({ ref }) => kept.has(ref));
};

const alone = (ref: string): PlanShape => ({
  probes: [ref],
  escalations: [],
  usesAgreement: false,
  usesText: false,
  rule: 'learned',
});

/** With words and without. */
const learnedBoth = (probes: readonly string[], escalations: readonly string[]): PlanShape[] =>
  [true, false].map((usesText) => ({
    probes,
    escalations,
    usesAgreement: probes.length > 1,
    usesText,
    rule: 'learned',
  }));

const agreement = (probes: readonly string[], escalation: string): PlanShape => ({
  probes,
  escalations: [escalation],
  usesAgreement: true,
  usesText: false,
  rule: 'agreement',
});

/**
 * Every plan worth learning for this pool: each candidate alone, one chosen per input, and one or two cheap ones asked first.
 * `allowsLearning` false: only what needs no fitted model.
 */
export const enumeratePlans = (
  pool: readonly CandidateMeans[],
  reference: string,
  allowsLearning: boolean,
): PlanShape[] => {
  const singles = pool.map(({ ref }) => alone(ref));
  if (!allowsLearning) return singles;
  const limit = (pool.find(({ ref }) => ref === reference)?.cost ?? 0) * probeCostShareMax;
  const cheap = pool.filter(({ ref, cost }) => ref !== reference && cost <= limit).slice(-probesMax);
  const costOf = new Map(pool.map(({ ref, cost }) => [ref, cost]));
  const pairs = cheap.flatMap(({ ref }, at) => cheap.slice(0, at).map((first) => [first.ref, ref]));
  const sets = [...cheap.map(({ ref }) => [ref]), ...pairs];
  const cascades = sets.flatMap((probes) => {
    const dearest = Math.max(...probes.map((ref) => costOf.get(ref) ?? 0));
    const later = pool.filter(({ ref, cost }) => cost > dearest || ref === reference).map(({ ref }) => ref);
    return learnedBoth(probes, later);
  });
  const everybody = pool.map(({ ref }) => ref);
  return [
    ...singles,
    ...pairs.map((probes) => agreement(probes, reference)),
    ...learnedBoth([], everybody),
    ...cascades,
  ];
};
