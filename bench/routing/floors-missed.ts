import { decide, type OutcomeTable, summariseOutcomes } from '@switchyard/routing';
import { shuffleTable } from './shuffle-table.ts';
import { policyOf, requestOf, supplierOf } from './table-request.ts';

export interface MissedFloors {
  /** % of draws in which the choice turned out to be below the share on all other cases. */
  readonly missedPercent: number;
  /** Mean cost of the choices, % of always asking the reference. */
  readonly costPercent: number;
}

const meanOf = (table: OutcomeTable, ref: string, field: 'score' | 'cost'): number =>
  table.reduce((sum, { results }) => sum + (results[ref]?.[field] ?? 0), 0) / table.length;

/** Decides with few cases, as one does at first, and looks how often the decision does not hold on the rest. */
export const floorsMissed = (
  table: OutcomeTable,
  reference: string,
  share: number,
  cases: number,
  draws: number,
): MissedFloors => {
  let missed = 0;
  let cost = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const shuffled = shuffleTable(table, 1000 + draw);
    const rest = shuffled.slice(cases);
    const outcomes = summariseOutcomes(shuffled.slice(0, cases), reference);
    const request = requestOf(supplierOf(Object.keys(outcomes)), { outcomes }, policyOf(reference, share, 0.9));
    const chosen = decide(request).candidates[0]?.ref ?? reference;
    if (meanOf(rest, chosen, 'score') < share * meanOf(rest, reference, 'score')) missed += 1;
    cost += meanOf(rest, chosen, 'cost') / meanOf(rest, reference, 'cost');
  }
  const percent = (value: number) => Math.round((value / draws) * 1000) / 10;
  return { missedPercent: percent(missed), costPercent: percent(cost) };
};
