import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelOf, requestOf, supplierOf, taskOf } from '../../test/routing-builders.ts';
import { decide, defaultRoutingPolicy, forecastInput, settlePlan } from '../index.ts';
import { randomFrom } from './folds.ts';
import { learnRouter } from './learn-router.ts';
import type { CaseResult, OutcomeCase, OutcomeTable } from './outcome-table.ts';
import { selectCases } from './select-cases.ts';
import { parseRouter, serialiseRouter } from './serialise-router.ts';
import { summariseOutcomes } from './summarise-outcomes.ts';

type ResultOf = (candidate: number, random: () => number, index: number) => CaseResult | null;

interface Oddity {
  readonly cases?: number;
  readonly candidates?: number;
  readonly categoryOf?: (index: number) => string | null;
  readonly textOf?: (index: number) => string | null;
  readonly resultOf?: ResultOf;
}

const usual: ResultOf = (candidate, random) => ({
  score: random() < 0.6 + 0.1 * candidate ? 1 : 0,
  cost: 10 ** candidate,
});

const refOf = (candidate: number): string => `m${candidate}/m`;

const tableOf = ({
  cases = 320,
  candidates = 3,
  categoryOf = (index) => `k${index % 3}`,
  textOf = (index) => `case number ${index} of ${index % 7 > 3 ? 'many' : 'few'} words`,
  resultOf = usual,
}: Oddity): OutcomeTable => {
  const random = randomFrom(5);
  return Array.from({ length: cases }, (_, index): OutcomeCase => {
    const results = Array.from({ length: candidates }, (__, at) => [refOf(at), resultOf(at, random, index)] as const);
    return {
      id: `case-${index}`,
      category: categoryOf(index),
      text: textOf(index),
      results: Object.fromEntries(results.flatMap(([ref, result]) => (result ? [[ref, result]] : []))),
    };
  });
};

interface Routed {
  readonly answers: readonly (string | null)[];
  readonly cases: number;
  readonly reference: string;
}

/** Learns, stores, reads, decides and settles as the product does; every decision twice. */
const route = (table: OutcomeTable, share = 0.95, candidates = 3): Routed => {
  const learned = parseRouter(serialiseRouter(learnRouter(table)));
  const { reference } = learned;
  const request = requestOf({
    task: taskOf({ checks: [] }),
    suppliers: Array.from({ length: candidates }, (_, at) => supplierOf(`m${at}`, { models: [modelOf('m')] })),
    policy: { ...defaultRoutingPolicy, quality: { kind: 'relative', share, reference } },
    evidence: { outcomes: summariseOutcomes(table, reference), router: { version: 'v1', learned } },
  });
  const inputs = [table[0] ?? { category: null, text: null }, { category: 'never seen', text: '' }, {}];
  const answers = inputs.map((input) => {
    const decideOnce = () =>
      decide({ ...request, facts: { inputTokens: 1000, forecast: forecastInput(learned, input) } });
    const decision = decideOnce();
    expect(decideOnce()).toEqual(decision);
    const { plan } = decision;
    if (!plan) return decision.candidates[0]?.ref ?? null;
    expect(plan.options.every(({ value, slopes }) => [value, ...slopes].every(Number.isFinite))).toBe(true);
    expect(Number.isFinite(plan.expectedCostMicroUsd)).toBe(true);
    const nothing = { outputTokens: plan.probes.map(() => null), agreements: plan.probes.map(() => false) };
    return settlePlan(plan, nothing);
  });
  return { answers, cases: learned.cases, reference };
};

const all = (ref: string): string[] => [ref, ref, ref];

describe('tables that are unlike any other', () => {
  it.each<[string, Oddity]>([
    ['no case', { cases: 0 }],
    ['one case', { cases: 1 }],
    ['ten cases', { cases: 10 }],
    ['one candidate', { candidates: 1 }],
    ['one category', { categoryOf: () => 'all' }],
    ['a category for each case', { categoryOf: (index) => `k${index}` }],
    ['neither category nor text', { categoryOf: () => null, textOf: () => null }],
    ['empty texts', { textOf: () => '' }],
    ['the same text always', { textOf: () => 'yes' }],
    ['texts of one sign', { textOf: (index) => String(index % 10) }],
    ['texts without a letter', { textOf: () => '\n\n😀 -- 漢 \u0000' }],
    ['graded scores', { resultOf: (_, random) => ({ score: random(), cost: random() }) }],
    ['nobody is ever right', { resultOf: () => ({ score: 0, cost: 1 }) }],
    ['everybody is always right', { resultOf: (candidate) => ({ score: 1, cost: 3 - candidate }) }],
    ['everything is free', { resultOf: (...given) => ({ score: usual(...given)?.score ?? 0, cost: 0 }) }],
    ['everything costs the same', { resultOf: (...given) => ({ score: usual(...given)?.score ?? 0, cost: 7 }) }],
    [
      'enormous and tiny costs',
      { resultOf: (...given) => ({ score: usual(...given)?.score ?? 0, cost: 10 ** (9 * given[0]) }) },
    ],
    [
      'results that are no numbers',
      { resultOf: (...given) => (given[2] % 9 === 0 ? { score: Number.NaN, cost: 1 } : usual(...given)) },
    ],
    [
      'costs that are none',
      { resultOf: (...given) => (given[2] % 9 === 0 ? { score: 1, cost: Number.POSITIVE_INFINITY } : usual(...given)) },
    ],
    ['no case was answered by two', { resultOf: (...given) => (given[2] % 3 === given[0] ? usual(...given) : null) }],
  ])('%s: decides, always the same, by finite numbers', (_, oddity) => {
    const { answers } = route(tableOf(oddity));
    for (const answer of answers) expect(answer === null || /^m[012]\/m$/.test(answer)).toBe(true);
  });

  it('takes the cheap one where it is as good, whatever else is odd', () => {
    const same: ResultOf = (candidate, _, index) => ({ score: index % 5 === 0 ? 0 : 1, cost: 10 ** candidate });
    for (const oddity of [
      {},
      { categoryOf: () => null },
      { textOf: () => null },
      { cases: 160, textOf: () => 'yes' },
    ]) {
      expect(route(tableOf({ ...oddity, resultOf: same })).answers).toEqual(all('m0/m'));
    }
  });

  it('asks the strongest always where ten cases are all there is and the others are worse', () => {
    const resultOf: ResultOf = (candidate, _, index) => ({
      score: candidate === 2 || index % 2 === 0 ? 1 : 0,
      cost: 10 ** candidate,
    });
    expect(route(tableOf({ cases: 10, resultOf })).answers).toEqual(all('m2/m'));
  });

  it('does not take three right answers for the strongest', () => {
    const resultOf: ResultOf = (candidate, random, index) => {
      if (candidate === 0) return index < 3 ? { score: 1, cost: 1 } : null;
      return usual(candidate, random, index);
    };
    const { reference, cases } = route(tableOf({ resultOf }));
    expect(reference).toBe('m2/m');
    expect(cases).toBe(320);
  });

  it('learns from most cases though each of ten candidates has gaps', () => {
    const resultOf: ResultOf = (candidate, random) => {
      const result = { score: random() < 0.5 + 0.04 * candidate ? 1 : 0, cost: 2 ** candidate };
      return random() < 0.15 && candidate < 9 ? null : result;
    };
    const { cases, reference } = route(tableOf({ candidates: 10, resultOf }), 0.95, 10);
    expect(reference).toBe('m9/m');
    expect(cases).toBeGreaterThanOrEqual(0.6 * 320);
  });

  it('learns from a bounded part of 50,000 cases, the same whatever their order', { timeout: 240_000 }, () => {
    const table = tableOf({ cases: 50_000, candidates: 2, textOf: () => null });
    const selected = selectCases(table, {}, 1);
    expect(selected.cases.length).toBe(20_000);
    expect(selectCases([...table].reverse(), {}, 1)).toEqual(selected);
    expect(new Set(selected.cases.map(({ id }) => Math.floor(Number(id.slice(5)) / 10_000))).size).toBe(5);
    expect(serialiseRouter(learnRouter(table)).length).toBeLessThan(200_000);
  });

  it('decides on any table at all', { timeout: 240_000 }, () => {
    const texts = fc.constantFrom<(index: number) => string | null>(
      () => null,
      (index) => 'x'.repeat(index % 50),
      (index) => (index % 2 === 0 ? null : `sum ${index} and ${index + 1}`),
    );
    const result = fc.oneof(
      { weight: 6, arbitrary: fc.record({ score: fc.constantFrom(0, 1, 0.5), cost: fc.constantFrom(0, 1, 1000) }) },
      { weight: 1, arbitrary: fc.constantFrom(null, { score: Number.NaN, cost: 1 }, { score: 2, cost: -1 }) },
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 330 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 400 }),
        texts,
        fc.array(result, { minLength: 1, maxLength: 40 }),
        fc.constantFrom(0.5, 0.95, 1),
        (cases, candidates, categories, textOf, drawn, share) => {
          const resultOf: ResultOf = (_, random) => drawn[Math.floor(random() * drawn.length)] ?? null;
          const categoryOf = (index: number) => `k${index % categories}`;
          const { answers } = route(tableOf({ cases, candidates, categoryOf, textOf, resultOf }), share);
          for (const answer of answers) expect(answer === null || /^m[012]\/m$/.test(answer)).toBe(true);
        },
      ),
      { numRuns: 20 },
    );
  });
});
