import { expect, it } from 'vitest';
import { randomFrom } from './folds.ts';
import { describeInput, fitInputModel, hashCases } from './input-model.ts';
import type { OutcomeTable } from './outcome-table.ts';

const pool = ['cheap/m', 'strong/m'];
/** Of two candidates the last two features are what words add to their category. */
const beyond = (features: Float64Array): number[] => Array.from(features.slice(-pool.length));

const tableOf = (isRight: (category: number, word: number, draw: number) => boolean): OutcomeTable => {
  const random = randomFrom(7);
  return Array.from({ length: 800 }, (_, index) => {
    const category = index % 2;
    const word = random() < 0.5 ? 1 : 0;
    const score = isRight(category, word, random()) ? 1 : 0;
    return {
      id: `case-${index}`,
      category: `k${category}`,
      text: `${category === 0 ? 'invoice' : 'contract'} ${word === 0 ? 'short' : 'twisted'}`,
      results: { 'cheap/m': { score, cost: 1 }, 'strong/m': { score: 1, cost: 10 } },
    };
  });
};

const learn = (table: OutcomeTable) => fitInputModel(table, hashCases(table), pool);

it('does not count again in words what the category says already', () => {
  const model = learn(tableOf((category, _, draw) => draw < (category === 0 ? 0.9 : 0.3)));
  for (const [category, text] of [
    ['k0', 'invoice short'],
    ['k1', 'contract twisted'],
  ] as const) {
    for (const value of beyond(describeInput(model, { category, text }))) expect(Math.abs(value)).toBeLessThan(0.08);
  }
});

it('learns from words what the category does not say', () => {
  const model = learn(tableOf((_, word, draw) => draw < (word === 0 ? 0.95 : 0.35)));
  const [plain = 0] = beyond(describeInput(model, { category: 'k0', text: 'invoice short' }));
  const [twisted = 0] = beyond(describeInput(model, { category: 'k0', text: 'invoice twisted' }));
  expect(plain - twisted).toBeGreaterThan(0.3);
});
