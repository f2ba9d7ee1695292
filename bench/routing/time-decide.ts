import { decide, forecastInput, learnRouter, type OutcomeTable, summariseOutcomes } from '@switchyard/routing';
import { percentile } from '../measure/percentile.ts';
import { supplierSlug } from './own-outcomes.ts';
import { policyOf, requestOf, supplierOf } from './table-request.ts';

const words = [
  'refund',
  'invoice',
  'please',
  'order',
  'late',
  'address',
  'change',
  'total',
  'tax',
  'why',
  'when',
  'card',
];

/** 400 cases × 100 candidates; the dearer, the better. Made up, so that it runs without any data. */
const madeUpTable = (): OutcomeTable =>
  Array.from({ length: 400 }, (_, index) => {
    const noise = (salt: number): number => ((index * 7919 + salt * 104_729) % 1009) / 1009;
    return {
      id: `c${index}`,
      category: `k${index % 5}`,
      text: Array.from({ length: 30 }, (__, at) => words[Math.floor(noise(at) * words.length)]).join(' '),
      results: Object.fromEntries(
        Array.from({ length: 100 }, (__, at) => {
          const score = noise(at + 100) < 0.5 + at / 220 ? 1 : 0;
          return [`${supplierSlug}/m${at}`, { score, cost: 100 * (at + 1), outputTokens: 50 + (index % 90) }];
        }),
      ),
    };
  });

const timesOf = (rounds: number, run: () => void): number[] => {
  for (let round = 0; round < rounds; round += 1) run();
  return Array.from({ length: rounds }, () => {
    const startedAt = performance.now();
    run();
    return (performance.now() - startedAt) * 1000;
  });
};

const summary = (times: readonly number[]) => ({
  p50: Math.round(percentile(times, 50)),
  p95: Math.round(percentile(times, 95)),
});

/** Microseconds of one decision among 100 candidates, by evidence alone and with a learned plan, and of reading an input. */
export const timeDecide = () => {
  const table = madeUpTable();
  const reference = `${supplierSlug}/m99`;
  const learned = learnRouter(table, { reference });
  const outcomes = summariseOutcomes(table, reference);
  const supplier = supplierOf(Object.keys(outcomes));
  const policy = policyOf(reference, 0.9, 0.9);
  const input = { category: 'k1', text: table[1]?.text ?? '' };
  const forecast = forecastInput(learned, input);
  const plain = requestOf(supplier, { outcomes }, policy);
  const learnedRequest = {
    ...requestOf(supplier, { outcomes, router: { version: '1', learned } }, policy),
    facts: { inputTokens: 500, forecast },
  };
  return {
    candidates: 100,
    evidenceUs: summary(timesOf(2000, () => decide(plain))),
    learnedUs: summary(timesOf(2000, () => decide(learnedRequest))),
    forecastUs: summary(timesOf(2000, () => forecastInput(learned, input))),
  };
};
