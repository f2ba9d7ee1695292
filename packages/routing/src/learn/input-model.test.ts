import { expect, it } from 'vitest';
import { randomFrom } from './folds.ts';
import { describeInput, fitInputModel, hashCases } from './input-model.ts';
import type { OutcomeTable } from './outcome-table.ts';
import { predictShape } from './shape-model.ts';
import { shapeOfText } from './text-shape.ts';

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
      text: `${category === 0 ? 'invoice' : 'contract'} ${word === 0 ? 'easy' : 'hard'}`,
      results: { 'cheap/m': { score, cost: 1 }, 'strong/m': { score: 1, cost: 10 } },
    };
  });
};

const learn = (table: OutcomeTable) => fitInputModel(table, hashCases(table), pool);

it('does not count again in words what the category says already', () => {
  const model = learn(tableOf((category, _, draw) => draw < (category === 0 ? 0.9 : 0.3)));
  for (const [category, text] of [
    ['k0', 'invoice easy'],
    ['k1', 'contract hard'],
  ] as const) {
    for (const value of beyond(describeInput(model, { category, text }))) expect(Math.abs(value)).toBeLessThan(0.08);
  }
});

it('learns from words what the category does not say', () => {
  const model = learn(tableOf((_, word, draw) => draw < (word === 0 ? 0.95 : 0.35)));
  const [plain = 0] = beyond(describeInput(model, { category: 'k0', text: 'invoice easy' }));
  const [hard = 0] = beyond(describeInput(model, { category: 'k0', text: 'invoice hard' }));
  expect(plain - hard).toBeGreaterThan(0.3);
});

it('learns from the look of a text what rises and falls with it', () => {
  const random = randomFrom(3);
  const sumsOf = (numbers: number): string =>
    `how much is ${Array.from({ length: numbers }, () => 'x 1').join(' and ')}`;
  // Hard with a middling number of figures: nothing linear in it would show that.
  const table: OutcomeTable = Array.from({ length: 600 }, (_, index) => {
    const numbers = 1 + (index % 12);
    const score = random() < (numbers > 3 && numbers < 9 ? 0.2 : 0.9) ? 1 : 0;
    const results = { 'cheap/m': { score, cost: 1 }, 'strong/m': { score: 1, cost: 10 } };
    return { id: `case-${index}`, text: sumsOf(numbers), results };
  });
  const { shape } = learn(table);
  const beyondOf = (numbers: number): number =>
    shape ? (predictShape(shape, shapeOfText(sumsOf(numbers)))[0] ?? Number.NaN) : Number.NaN;
  expect(beyondOf(1) - beyondOf(6)).toBeGreaterThan(0.4);
  expect(beyondOf(12) - beyondOf(6)).toBeGreaterThan(0.4);
});
