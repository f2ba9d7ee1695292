import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcomeTable } from '../../test/outcome-builders.ts';
import { forecastInput, planInput, settlePlan } from '../route-input.ts';
import { type LearnedRouter, learnRouter } from './learn-router.ts';
import type { OutcomeTable } from './outcome-table.ts';
import {
  agreementValues,
  chooseOption,
  featuresFor,
  joinFeatures,
  observe,
  optionsOf,
  predictPlan,
} from './plan-model.ts';
import { parseRouter, serialiseRouter } from './serialise-router.ts';

const reference = 'strong/m';
let table: OutcomeTable;
let learned: LearnedRouter;
beforeAll(() => {
  table = outcomeTable(400, 3);
  learned = learnRouter(table, { reference });
}, 60_000);

const input = fc.record({
  category: fc.constantFrom('easy', 'hard', 'never seen', null),
  text: fc.constantFrom('prove that the sum of angles is constant', 'what is the total', ''),
});
const tokens = fc.option(fc.integer({ min: 0, max: 5000 }));

describe('planInput', () => {
  it('settles just as the learned model would, at every operating point and whatever is observed', () => {
    fc.assert(
      fc.property(
        input,
        fc.nat(),
        fc.array(tokens, { minLength: 3, maxLength: 3 }),
        fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
        (each, at, lengths, agreeing) => {
          const point = learned.points[at % learned.points.length];
          if (!point) return;
          const forecast = forecastInput(learned, each);
          const plan = planInput(learned, point, forecast);
          const own = Object.hasOwn(point.planOf, each.category ?? '') ? point.planOf[each.category ?? ''] : undefined;
          const model = learned.plans[own ?? point.plan];
          if (!plan || !model || model.probes.length === 0) return;
          const count = model.probes.length;
          const observation = {
            outputTokens: lengths.slice(0, count),
            agreements: agreeing.slice(0, (count * (count - 1)) / 2),
          };
          const features = joinFeatures(
            featuresFor(learned.input, model, Float64Array.from(forecast.features)),
            observe(learned.input, model, each.category, observation),
          );
          const predictions =
            model.rule === 'agreement'
              ? agreementValues(model, observation.agreements[0] ?? false)
              : predictPlan(model, features);
          const expected = optionsOf(model)[chooseOption(model, predictions, point.costWeight)];
          expect(settlePlan(plan, observation)).toBe(expected);
        },
      ),
    );
  });
});

const learnPlain = (): LearnedRouter =>
  learnRouter(
    table.map(({ text: _text, ...each }) => each),
    { reference },
  );

describe('a stored router', () => {
  it('of the release before is still read and plans as it did', () => {
    const now = learnPlain();
    const { shape, ...input } = now.input;
    expect(shape).toBeNull();
    const before = parseRouter(serialiseRouter({ ...now, v: 2, input }));
    const forecast = forecastInput(before, { category: 'hard', text: 'prove it' });
    expect(forecast).toEqual(forecastInput(now, { category: 'hard', text: 'prove it' }));
    for (const [at, point] of now.points.entries()) {
      const own = before.points[at];
      expect(own && planInput(before, own, forecast)).toEqual(planInput(now, point, forecast));
    }
  });

  it('holds only what a point uses, in a tenth of a megabyte where words say nothing', () => {
    const used = new Set(learned.points.flatMap(({ plan, planOf }) => [plan, ...Object.values(planOf)]));
    expect([...used].sort((left, right) => left - right)).toEqual(learned.plans.map((_, index) => index));
    const readsWords = learned.plans.some(({ usesText }) => usesText);
    expect(learned.input.words === null).toBe(!readsWords);
    const plain = learnPlain();
    expect(plain.input.words).toBeNull();
    expect(serialiseRouter(plain).length).toBeLessThan(120_000);
  });

  it('is read again as it was, whatever categories are called', { timeout: 60_000 }, () => {
    const names = ['packed', '__proto__', 'f32:AAAA', 'bytes'];
    const odd = table.map((each, index) => ({ ...each, category: names[index % names.length] ?? null }));
    const router = learnRouter(odd, { reference });
    expect(parseRouter(serialiseRouter(router))).toEqual(router);
    expect(() => parseRouter('{"v":1,"reference":"x","plans":[],"points":[]}')).toThrow('format');
  });
});
