import type { OutcomeTable } from './outcome-table.ts';
import type { PlanShape } from './plan-model.ts';

/** Means of one candidate. */
export interface CandidateMeans {
  readonly ref: string;
  readonly score: number;
  readonly cost: number;
}

const poolMax = 8;
const probesMax = 6;
/** Three are asked at once from among the best of the cheap ones only: there are many threes, and few of them differ. */
const triplesFrom = 4;
/** Who may be asked after the best cheap ones, and again: what follows is learned for each of them. */
const escalationsAgainMax = 3;
/** A probe that costs more than this share of the reference cannot pay for itself often enough. */
const probeCostShareMax = 0.5;

/** Each over the cases it answered. */
export const meansOf = (cases: OutcomeTable, refs: readonly string[]): CandidateMeans[] =>
  refs.map((ref) => {
    const own = cases.flatMap(({ results }) => results[ref] ?? []);
    const meanOf = (field: 'score' | 'cost'): number =>
      own.reduce((sum, result) => sum + result[field], 0) / Math.max(1, own.length);
    return { ref, score: meanOf('score'), cost: meanOf('cost') };
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

const learned = (probes: readonly string[], escalations: readonly string[], usesText: boolean): PlanShape => ({
  probes,
  escalations,
  usesAgreement: probes.length > 1,
  usesText,
  rule: 'learned',
});

const agreement = (probes: readonly string[], escalation: string): PlanShape => ({
  probes,
  escalations: [escalation],
  usesAgreement: true,
  usesText: false,
  rule: 'agreement',
});

/** Every choice of `size` of them, in their order. */
const choose = (refs: readonly string[], size: number): string[][] => {
  if (size === 0) return [[]];
  return refs.flatMap((ref, at) => choose(refs.slice(at + 1), size - 1).map((others) => [ref, ...others]));
};

/** The best by score, in the order given. */
const bestOf = (those: readonly CandidateMeans[], count: number): CandidateMeans[] => {
  const best = new Set(
    [...those].sort((left, right) => right.score - left.score || byCost(left, right)).slice(0, count),
  );
  return those.filter((each) => best.has(each));
};

interface PlanShapes {
  /** What is chosen from unless others are shown to be better: each candidate alone, one per input, and the best cheap ones first. */
  readonly usual: readonly PlanShape[];
  /** Every other set of cheap ones. The best of so many is mostly the luckiest. */
  readonly others: readonly PlanShape[];
}

/**
 * Every plan worth learning for this pool: each candidate alone, one chosen per input, and one to three cheap ones asked first.
 * With words and without, but for three: what they answered says more. The best two and three are also asked so that another of the
 * dearer ones may be asked once one has answered. `allowsLearning` false: only what needs no fitted model.
 */
export const enumeratePlans = (
  pool: readonly CandidateMeans[],
  reference: string,
  allowsLearning: boolean,
): PlanShapes => {
  const singles = pool.map(({ ref }) => alone(ref));
  if (!allowsLearning) return { usual: singles, others: [] };
  const limit = (pool.find(({ ref }) => ref === reference)?.cost ?? 0) * probeCostShareMax;
  const affordable = pool.filter(({ ref, cost }) => ref !== reference && cost <= limit).slice(-probesMax);
  const cheap = affordable.map(({ ref }) => ref);
  const costOf = new Map(pool.map(({ ref, cost }) => [ref, cost]));
  const laterThan = (probes: readonly string[]): CandidateMeans[] => {
    const dearest = Math.max(...probes.map((ref) => costOf.get(ref) ?? 0));
    return pool.filter(({ ref, cost }) => (cost > dearest || ref === reference) && !probes.includes(ref));
  };
  const cascade = (probes: readonly string[], usesText: boolean): PlanShape =>
    learned(
      probes,
      laterThan(probes).map(({ ref }) => ref),
      usesText,
    );
  const askingAgain = (size: number): PlanShape => {
    const probes = bestOf(affordable, size).map(({ ref }) => ref);
    const escalations = bestOf(laterThan(probes), escalationsAgainMax).map(({ ref }) => ref);
    return { ...learned(probes, escalations, false), asksAgain: true };
  };
  const inBothWays = (probes: readonly string[]): PlanShape[] => [cascade(probes, true), cascade(probes, false)];
  const [best] = bestOf(affordable, 1).map(({ ref }) => ref);
  // After one cheap one there is something to weigh again only where another strong one may be asked.
  const sizes = cheap.length > 1 ? [2, 3] : laterThan(cheap).length > 1 ? [1] : [];
  const pairs = choose(cheap, 2);
  const everybody = pool.map(({ ref }) => ref);
  return {
    usual: [
      ...singles,
      ...[true, false].map((usesText) => learned([], everybody, usesText)),
      ...(best === undefined ? [] : inBothWays([best])),
      ...sizes.filter((size) => size <= cheap.length).map(askingAgain),
    ],
    others: [
      ...pairs.map((probes) => agreement(probes, reference)),
      ...[...choose(cheap, 1).filter(([ref]) => ref !== best), ...pairs].flatMap(inBothWays),
      ...choose(cheap.slice(-triplesFrom), 3).map((probes) => cascade(probes, false)),
    ],
  };
};
