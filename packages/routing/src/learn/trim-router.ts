import type { InputModel } from './input-model.ts';
import type { OperatingPoint } from './operating-points.ts';
import type { PlanModel } from './plan-model.ts';

interface Learned {
  readonly input: InputModel;
  readonly plans: readonly PlanModel[];
  readonly points: readonly OperatingPoint[];
}

const isSame = (left: OperatingPoint, right: OperatingPoint): boolean =>
  left.meanCost === right.meanCost &&
  left.pairs.both === right.pairs.both &&
  left.pairs.onlyCandidate === right.pairs.onlyCandidate &&
  left.pairs.onlyReference === right.pairs.onlyReference;

/**
 * Leaves out what no decision would look at: points that did on every case what another does, plans that no point uses, and
 * words where no plan reads them. They are most of what was learned.
 */
export const trimRouter = ({ input, plans, points }: Learned): Learned => {
  const kept = points.filter((point, at) => points.findIndex((other) => isSame(point, other)) === at);
  const used = [...new Set(kept.flatMap(({ plan, planOf }) => [plan, ...Object.values(planOf)]))].sort((a, b) => a - b);
  const placeOf = new Map(used.map((index, place) => [index, place]));
  const place = (index: number): number => placeOf.get(index) ?? 0;
  const remaining = used.flatMap((index) => plans[index] ?? []);
  const readsWords = remaining.some(({ usesText, regression }) => usesText && regression !== null);
  return {
    input: readsWords ? input : { ...input, words: null },
    plans: remaining,
    points: kept.map(({ plan, planOf, ...point }) => ({
      ...point,
      plan: place(plan),
      planOf: Object.fromEntries(
        Object.entries(planOf).flatMap(([category, index]) => (index === plan ? [] : [[category, place(index)]])),
      ),
    })),
  };
};
