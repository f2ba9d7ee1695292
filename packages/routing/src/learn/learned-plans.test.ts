import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcomeTable, twoStrongTable } from '../../test/outcome-builders.ts';
import { forecastInput, planInput, settlePlan, stageAfter } from '../route-input.ts';
import { observationOf } from './fit-plans.ts';
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

describe('plans that may ask again', () => {
  const other = 'other/m';
  let again: LearnedRouter;
  beforeAll(() => {
    again = learnRouter(twoStrongTable(800, 5), { reference });
  }, 60_000);

  it('are much better than the strongest alone on cases that were not learned from, for less', () => {
    const held = twoStrongTable(2000, 6);
    const achieved = again.points.map((point) => {
      let [score, cost] = [0, 0];
      for (const each of held) {
        const plan = planInput(again, point, forecastInput(again, each));
        if (!plan) throw new Error('Every point has a plan.');
        const first = settlePlan(plan, observationOf(each, plan.probes, 0)) ?? '';
        const stage = stageAfter(plan, first);
        const last = stage ? (settlePlan(stage, observationOf(each, stage.probes, 0)) ?? '') : first;
        score += each.results[last]?.score ?? 0;
        for (const ref of new Set([...plan.probes, first, last])) cost += each.results[ref]?.cost ?? 0;
      }
      return { quality: score / held.length, cost: cost / held.length };
    });
    // The strongest alone is right in 80 %, and with what two cheap ones agree on in 86 %.
    expect(Math.max(...achieved.filter(({ cost }) => cost < 1000).map(({ quality }) => quality))).toBeGreaterThan(0.9);
  });

  it('learn nothing from lengths that never differed but for rounding', () => {
    for (const point of again.points) {
      const plan = planInput(again, point, forecastInput(again, { category: 'one' }));
      const stages = plan ? [plan, ...plan.options.flatMap(({ ref }) => stageAfter(plan, ref) ?? [])] : [];
      const slopes = stages.flatMap(({ options }) => options.flatMap((option) => option.slopes));
      expect(Math.max(0, ...slopes.map(Math.abs))).toBeLessThan(10);
    }
  });

  it('settle just as the learned model would, whatever the answers look like', () => {
    const asking = again.points.filter(({ plan }) => again.plans[plan]?.after);
    expect(asking.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(
        fc.nat(),
        fc.constantFrom(reference, other),
        fc.array(tokens, { minLength: 4, maxLength: 4 }),
        fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
        (at, asked, lengths, agreeing) => {
          const point = asking[at % asking.length];
          if (!point) return;
          const forecast = forecastInput(again, { category: 'one' });
          const plan = planInput(again, point, forecast);
          const first = again.plans[point.plan];
          const model = first?.after?.[first.escalations.indexOf(asked)];
          const stage = plan && stageAfter(plan, asked);
          if (!model || !stage) throw new Error('Each strong one is followed by a choice.');
          expect(stage.probes).toEqual([...plan.probes, asked]);
          const count = stage.probes.length;
          const observation = {
            outputTokens: lengths.slice(0, count),
            agreements: agreeing.slice(0, (count * (count - 1)) / 2),
          };
          const features = joinFeatures(
            featuresFor(again.input, model, Float64Array.from(forecast.features)),
            observe(again.input, model, 'one', observation),
          );
          const predictions = predictPlan(model, features);
          const taken = optionsOf(model).indexOf(settlePlan(stage, observation) ?? '');
          const worth = (option: number): number => {
            const cost = option < count ? 0 : (predictions[optionsOf(model).length + option - count] ?? 0);
            return (predictions[option] ?? 0) - point.costWeight * cost;
          };
          // A receipt holds its numbers to a millionth.
          expect(worth(taken)).toBeGreaterThan(worth(chooseOption(model, predictions, point.costWeight)) - 1e-3);
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
  it('of a release before is still read and plans as it did', () => {
    const now = learnPlain();
    const { shape, ...input } = now.input;
    expect(shape).toBeNull();
    for (const old of [{ ...now, v: 2, input } as const, { ...now, v: 3 } as const]) {
      const before = parseRouter(serialiseRouter(old));
      const forecast = forecastInput(before, { category: 'hard', text: 'prove it' });
      expect(forecast).toEqual(forecastInput(now, { category: 'hard', text: 'prove it' }));
      for (const [at, point] of now.points.entries()) {
        const own = before.points[at];
        expect(own && planInput(before, own, forecast)).toEqual(planInput(now, point, forecast));
      }
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
