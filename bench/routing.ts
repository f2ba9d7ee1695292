// What routing by evidence and by what was learned from past outcomes costs and achieves, on outcomes of real models, decided by
// the product's own `decide`. Everything is learned on training parts; every figure is of cases that were held out.
// Options: --seeds 2 --folds 5 --draws 200 --only zeroeval --coincide 0.2,1. Data: SWITCHYARD_DATA or ../shared/data, or tables of
// one's own: --data FOLDER with outcomes.csv or outcomes.jsonl (bench/README.md).
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { OutcomeTable } from '@switchyard/routing';
import type { Estimate } from './routing/achieved-curve.ts';
import { comparedCases } from './routing/compared-cases.ts';
import { costAtQuality, type LevelResult } from './routing/cost-at-quality.ts';
import { floorsMissed, type MissedFloors } from './routing/floors-missed.ts';
import { type NamedTable, readOwnTables, readTables } from './routing/outcome-tables.ts';
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
const ownData = option('data', '');
const levels = [0.9, 0.95, 0.98, 1];
const evalCases = 60;
/** Fewer are no table: a fold would hold next to nothing. */
const casesMin = 2 * evalCases;

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

const readAll = (): { readonly tables: readonly NamedTable[]; readonly missing: readonly string[] } => {
  try {
    return ownData === '' ? readTables(data) : { tables: readOwnTables(ownData), missing: [] };
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  }
};
const { tables, missing } = readAll();
for (const folder of missing) console.log(`Skipped: ${folder} is missing.`);

const timing = timeDecide();
console.log(
  `Deciding among 100 candidates takes ${timing.evidenceUs.p50} µs (p95 ${timing.evidenceUs.p95}), with a learned plan ${timing.learnedUs.p50} µs (p95 ${timing.learnedUs.p95}); reading the input ${timing.forecastUs.p50} µs.`,
);

/** Agreement needs the answers themselves. Where only right or wrong is known, how often wrong ones coincide is assumed. */
const assumptions = option('coincide', '0.2,1').split(',').map(Number);
const assumptionsOf = (table: OutcomeTable): number[] => {
  const results = table.flatMap((each) => Object.values(each.results));
  const isKnown = results.every(({ answer }) => answer !== undefined);
  return Object.keys(table[0]?.results ?? {}).length > 2 && !isKnown ? assumptions : [1];
};

const outcomes: Record<string, unknown> = {};
for (const { name, table: given } of tables.filter((each) => each.name.startsWith(only))) {
  const { table, leftOut, strongest: reference } = comparedCases(given);
  const gaps = given.length - table.length;
  console.log(`${name}: ${table.length} cases, always strong is ${reference}`);
  if (leftOut.length > 0) console.log(`  not compared, for want of answers: ${leftOut.join(', ')}`);
  if (gaps > 0) console.log(`  left out: ${gaps} cases that not everybody compared has answered`);
  if (table.length < casesMin || Object.keys(table[0]?.results ?? {}).length < 2) {
    console.log(`  skipped: this takes ${casesMin} cases that two candidates at least have answered`);
    continue;
  }
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
    tasksOf(table).map((task) => floorsMissed(task, comparedCases(task).strongest, 0.95, evalCases, draws)),
  );
  console.log(
    `  with ${evalCases} eval cases 95 % of its quality is missed in ${missed.missedPercent} % of draws, at ${missed.costPercent} % of its cost`,
  );
  outcomes[name] = { cases: table.length, reference, bySupposition, floors: missed };
}
console.log(JSON.stringify({ seeds, folds, draws, timing, missing, outcomes, load: loadavg() }));
