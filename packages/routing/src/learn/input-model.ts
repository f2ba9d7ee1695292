import type { OutcomeCase, OutcomeTable } from './outcome-table.ts';
import { fitShapeModel, predictShape, type ShapeModel } from './shape-model.ts';
import { fitTextClassifier, sigmoid } from './text-classifier.ts';
import {
  hashWords,
  inverseFrequencies,
  type SparseVector,
  sumWords,
  type WordWeights,
  weighByRarity,
} from './text-features.ts';
import { chooseTextPenalty, fitTextRidge } from './text-ridge.ts';
import { shapeOfText, textShapeSize } from './text-shape.ts';

/** What is known about an input before anybody is asked. */
export interface InputDescription {
  readonly category?: string | null;
  readonly text?: string | null;
}

/** Per candidate of the pool, in its order. */
interface CategoryProfile {
  readonly rates: readonly number[];
  readonly costs: readonly number[];
  /** Mean of ln(1 + output tokens). */
  readonly lengths: readonly number[];
}

/** What the words of an input say about each candidate of the pool. */
interface WordModel {
  readonly rarity: Uint8Array;
  /** Log odds of success. */
  readonly classifiers: readonly WordWeights[];
  /** How far the share of success is above what the category and the shape of the text say. */
  readonly ridges: readonly WordWeights[];
}

/** Turns an input into numbers that say who may get it right. Trained on past outcomes, applied before any call. */
export interface InputModel {
  readonly pool: readonly string[];
  readonly overall: CategoryProfile;
  readonly categories: Readonly<Record<string, CategoryProfile>>;
  /** Few enough to give each one its own intercept. */
  readonly namedCategories: readonly string[];
  /** Null where there are too few texts to learn from; missing in routers of before. */
  readonly shape?: ShapeModel | null;
  /** Null where there are too few texts to learn words from, or no plan looks at them. */
  readonly words: WordModel | null;
}

/** Below this many cases words are learned by heart instead of what they mean. */
const textCasesMin = 300;
const namedCategoriesMax = 8;
/** Of more categories than this only those with the most cases have a profile. A field of many values is no segment. */
const categoriesMax = 300;
/** A category counts as much as the whole once it has this many cases. */
const categoryPrior = 20;

interface Sums {
  cases: number;
  readonly scores: Float64Array;
  readonly costs: Float64Array;
  readonly lengths: Float64Array;
}

const sumsOf = (cases: OutcomeTable, pool: readonly string[]): Sums => {
  const size = pool.length;
  const sums = {
    cases: cases.length,
    scores: new Float64Array(size),
    costs: new Float64Array(size),
    lengths: new Float64Array(size),
  };
  for (const { results } of cases) {
    pool.forEach((ref, at) => {
      const result = results[ref];
      sums.scores[at] = (sums.scores[at] ?? 0) + (result?.score ?? 0);
      sums.costs[at] = (sums.costs[at] ?? 0) + (result?.cost ?? 0);
      sums.lengths[at] = (sums.lengths[at] ?? 0) + Math.log1p(result?.outputTokens ?? 0);
    });
  }
  return sums;
};

const profileOf = (sums: Sums, around: CategoryProfile | null): CategoryProfile => {
  const prior = around === null ? 0 : categoryPrior;
  const shrink = (values: Float64Array, means: readonly number[] | undefined): number[] =>
    Array.from(values, (sum, at) => (sum + prior * (means?.[at] ?? 0)) / Math.max(1, sums.cases + prior));
  return {
    rates: shrink(sums.scores, around?.rates),
    costs: shrink(sums.costs, around?.costs),
    lengths: shrink(sums.lengths, around?.lengths),
  };
};

const groupByCategory = (cases: OutcomeTable): Map<string, OutcomeCase[]> => {
  const groups = new Map<string, OutcomeCase[]>();
  for (const each of cases) {
    if (each.category === undefined || each.category === null) continue;
    const group = groups.get(each.category);
    if (group) group.push(each);
    else groups.set(each.category, [each]);
  }
  return groups;
};

/**
 * How far a candidate's score is above what the other cases of the category say: words are asked for what the category does not
 * tell already, and a case must not be compared with itself.
 */
const beyondCategory = (
  { pool, overall, categories }: Pick<InputModel, 'pool' | 'overall' | 'categories'>,
  { category, results }: OutcomeCase,
  at: number,
  casesOfCategory: number,
): number => {
  const score = results[pool[at] ?? '']?.score ?? 0;
  const own = typeof category === 'string' && Object.hasOwn(categories, category) ? categories[category] : undefined;
  if (!own) return score - (overall.rates[at] ?? 0);
  const counted = casesOfCategory + categoryPrior;
  return score - ((own.rates[at] ?? 0) * counted - score) / (counted - 1);
};

/** Words of each case once, since several models are trained on them. */
export const hashCases = (cases: OutcomeTable): (SparseVector | null)[] =>
  cases.map(({ text }) => (text ? hashWords(text) : null));

/** `unexplained`: per case with text and candidate, what neither the category nor the shape of the text says of its score. */
const fitWords = (
  cases: OutcomeTable,
  hashed: readonly (SparseVector | null)[],
  withText: readonly number[],
  pool: readonly string[],
  unexplained: readonly Float64Array[],
): WordModel => {
  const empty: SparseVector = { indices: new Int32Array(), values: new Float64Array() };
  const rarity = inverseFrequencies(hashed.filter((vector) => vector !== null));
  const vectors = hashed.map((vector) => (vector === null ? empty : weighByRarity(vector, rarity)));
  const classifiers = pool.map((ref) => {
    const targets = Float64Array.from(cases, ({ results }) => results[ref]?.score ?? 0);
    return fitTextClassifier(vectors, targets, withText);
  });
  const known = withText.flatMap((index) => vectors[index] ?? []);
  const targetsOf = (at: number): number[] => unexplained.map((values) => values[at] ?? 0);
  // How much words say is much the same for all candidates, so it is found out for one of them.
  const penalty = chooseTextPenalty(known, targetsOf(0));
  const ridges = pool.map((_, at) => fitTextRidge(known, targetsOf(at), penalty));
  return { rarity, classifiers, ridges };
};

/** Learns category rates, costs and words from complete cases (every candidate of the pool answered). */
export const fitInputModel = (
  cases: OutcomeTable,
  hashed: readonly (SparseVector | null)[],
  pool: readonly string[],
): InputModel => {
  const overall = profileOf(sumsOf(cases, pool), null);
  const groups = groupByCategory(cases);
  const sizeOf = (name: string): number => groups.get(name)?.length ?? 0;
  const names = [...groups.keys()]
    .sort((left, right) => sizeOf(right) - sizeOf(left) || (left < right ? -1 : 1))
    .slice(0, categoriesMax)
    .sort();
  const categories = Object.fromEntries(
    names.map((name) => [name, profileOf(sumsOf(groups.get(name) ?? [], pool), overall)]),
  );
  const namedCategories = names.length <= namedCategoriesMax ? names : [];
  const model = { pool, overall, categories, namedCategories, shape: null, words: null };
  const withText = hashed.flatMap((vector, index) => (vector === null ? [] : [index]));
  if (withText.length < textCasesMin) return model;
  const shapes = withText.map((index) => shapeOfText(cases[index]?.text ?? ''));
  const beyond = withText.map((index) => {
    const each = cases[index];
    const counted = sizeOf(each?.category ?? '');
    return Float64Array.from(pool, (_, at) => (each ? beyondCategory(model, each, at, counted) : 0));
  });
  const shape = fitShapeModel(shapes, beyond);
  const unexplained = shapes.map((each, place) => {
    const explained = predictShape(shape, each);
    return (beyond[place] ?? explained).map((value, at) => value - (explained[at] ?? 0));
  });
  return { ...model, shape, words: fitWords(cases, hashed, withText, pool, unexplained) };
};

/** The profile of an input's category, or of all inputs where it was never seen. */
export const profileFor = (model: InputModel, category: string | null | undefined): CategoryProfile =>
  (typeof category === 'string' && Object.hasOwn(model.categories, category)
    ? model.categories[category]
    : undefined) ?? model.overall;

/** How many features say nothing of the words; they come first. */
export const plainFeatureCount = ({ pool, namedCategories, shape }: InputModel): number =>
  (shape ? 3 : 2) * pool.length + namedCategories.length + textShapeSize;

/**
 * The features of one input: per candidate the category's rate and how much the best could add to it, the category
 * itself where there are few, what the text looks like, and what the words say about each candidate.
 */
export const describeInput = (
  model: InputModel,
  { category, text }: InputDescription,
  hashed?: SparseVector | null,
): Float64Array => {
  const { rates } = profileFor(model, category);
  const best = Math.max(...rates);
  const features = [...rates, ...rates.map((rate) => best * (1 - rate))];
  for (const name of model.namedCategories) features.push(category === name ? 1 : 0);
  const look = shapeOfText(text ?? '');
  features.push(...look);
  if (model.shape) features.push(...predictShape(model.shape, look));
  if (model.words !== null) {
    const { rarity, classifiers, ridges } = model.words;
    const weighted = weighByRarity(hashed ?? hashWords(text ?? ''), rarity);
    const odds = classifiers.map((classifier) => sumWords(classifier, weighted));
    features.push(...odds, ...odds.map(sigmoid), ...ridges.map((ridge) => sumWords(ridge, weighted)));
  }
  return Float64Array.from(features);
};
