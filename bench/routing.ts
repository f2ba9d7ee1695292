// What routing by evidence and by what was learned from past outcomes costs and achieves, on outcomes of real models, decided by
// the product's own `decide`. Everything is learned on training parts; every figure is of cases that were held out.
// Options: --seeds 2 --folds 5 --draws 200 --only zeroeval --coincide 0.2,1. Data: SWITCHYARD_DATA or ../shared/data.
import { fileURLToPath } from 'node:url';
import type { OutcomeTable } from '@switchyard/routing';
import type { Estimate } from './routing/achieved-curve.ts';
import { costAtQuality, type LevelResult } from './routing/cost-at-quality.ts';
import { floorsMissed, type MissedFloors } from './routing/floors-missed.ts';
import { readTables } from './routing/outcome-tables.ts';
import { timeDecide } from './routing/time-decide.ts';

const option = (name: string, otherwise: string): string => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : (process.argv[at + 1] ?? otherwise);
};
const data = process.env.SWITCHYARD_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
const seeds = Number(option('seeds', '2'));
const folds = Number(option('folds', '5'));
const draws = Number(option('draws', '200'));
const only = option('only', '');
const levels = [0.9, 0.95, 0.98, 1];
const evalCases = 60;

/** “Always strong”: the candidate with the best score over the whole table. */
const strongestOf = (table: OutcomeTable): string => {
  const sums = new Map<string, number>();
  for (const { results } of table) {
    for (const [ref, { score }] of Object.entries(results)) sums.set(ref, (sums.get(ref) ?? 0) + score);
  }
  return [...sums].sort((left, right) => right[1] - left[1])[0]?.[0] ?? '';
};

/** The figure, its standard error over the cases, and the least and the most of any seed. */
const say = ({ mean, standardError, seeds: each }: Estimate): string =>
  `${mean} ± ${standardError} % (seeds ${Math.min(...each)}–${Math.max(...each)})`;

const describe = ({ level, cost, sweptCost, askedCost, askedQuality }: LevelResult): string =>
  `  at ${level * 100} % of its quality ${say(sweptCost)} of its cost by trade, ${say(cost)} by target; asked for it at 90 % confidence: ${say(askedQuality)} for ${say(askedCost)}`;

/** The whole table and each of its categories that is large enough to be a task of its own. */
const tasksOf = (table: OutcomeTable): OutcomeTable[] => {
  const categories = Map.groupBy(table, ({ category }) => category ?? '');
  return [table, ...[...categories.values()].filter(({ length }) => length >= 500 && length < table.length)];
};

const meanMissed = (results: readonly MissedFloors[]): MissedFloors => ({
  missedPercent:
    Math.round((10 * results.reduce((sum, { missedPercent }) => sum + missedPercent, 0)) / results.length) / 10,
  costPercent: Math.round((10 * results.reduce((sum, { costPercent }) => sum + costPercent, 0)) / results.length) / 10,
});

const timing = timeDecide();
console.log(
  `Deciding among 100 candidates takes ${timing.evidenceUs.p50} µs (p95 ${timing.evidenceUs.p95}), with a learned plan ${timing.learnedUs.p50} µs (p95 ${timing.learnedUs.p95}); reading the input ${timing.forecastUs.p50} µs.`,
);

const { tables, missing } = readTables(data);
for (const folder of missing) console.log(`Skipped: ${folder} is missing.`);

/** Agreement needs the answers themselves. Where only right or wrong is known, how often wrong ones coincide is assumed. */
const assumptions = option('coincide', '0.2,1').split(',').map(Number);
const assumptionsOf = (table: OutcomeTable): number[] =>
  Object.keys(table[0]?.results ?? {}).length > 2 ? assumptions : [1];

const outcomes: Record<string, unknown> = {};
for (const { name, table } of tables.filter((each) => each.name.startsWith(only))) {
  const reference = strongestOf(table);
  console.log(`${name}: ${table.length} cases, always strong is ${reference}`);
  const bySupposition: Record<string, LevelResult[]> = {};
  for (const wrongAnswersCoincide of assumptionsOf(table)) {
    if (assumptionsOf(table).length > 1) {
      console.log(` wrong answers coincide in ${wrongAnswersCoincide * 100} % of pairs (assumed):`);
    }
    const results = costAtQuality(table, { reference, wrongAnswersCoincide, folds, seeds, levels });
    for (const result of results) console.log(describe(result));
    bySupposition[String(wrongAnswersCoincide)] = results;
  }
  const missed = meanMissed(
    tasksOf(table).map((task) => floorsMissed(task, strongestOf(task), 0.95, evalCases, draws)),
  );
  console.log(
    `  with ${evalCases} eval cases 95 % of its quality is missed in ${missed.missedPercent} % of draws, at ${missed.costPercent} % of its cost`,
  );
  outcomes[name] = { cases: table.length, reference, bySupposition, floors: missed };
}
console.log(JSON.stringify({ seeds, folds, draws, timing, missing, outcomes }));
