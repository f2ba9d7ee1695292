// How cost grows: with the history, with what waits, with the length of a graph, and with the number of worker processes.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { measureGrowth } from './growth/history.ts';
import { type ItemFigures, measureItems } from './growth/items.ts';
import { measureWorkers } from './growth/workers.ts';
import { round } from './measure/percentile.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    finished: { type: 'string', default: '0,100000,3000000' },
    waiting: { type: 'string', default: '1,1000,100000' },
    workers: { type: 'string', default: '1,2,4' },
    rounds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '1000' },
    items: { type: 'string', default: '100000' },
    calls: { type: 'string', default: '10000' },
    only: { type: 'string', default: 'growth,items' },
  },
});
const numbers = (list: string): number[] => (list === '' ? [] : list.split(',').map(Number));
const [rounds, runs] = [Number(values.rounds), Number(values.runs)];

const parts = new Set(values.only.split(','));

const measureLists = async (): Promise<ItemFigures[]> => {
  const lists: ItemFigures[] = [];
  const wanted = [
    [Number(values.items), 'set'],
    [Number(values.calls), 'http'],
  ] as const;
  for (const [items, body] of wanted) {
    if (items === 0) continue;
    console.error(`  ${items} items, each ${body} …`);
    lists.push(await measureItems(items, body));
  }
  return lists;
};

const lists = parts.has('items') ? await measureLists() : [];
for (const { body, items, seconds, itemsPerSecond, commitsPerItem, walBytesPerItem, peakMb, p95Ms } of lists) {
  console.log(
    `A for-each over ${items} items, each ${body}: ${seconds} s, ${itemsPerSecond} items/s, ${commitsPerItem} commits and ${walBytesPerItem} bytes of WAL an item, at most ${JSON.stringify(peakMb)} MB, p95 of pages meanwhile ${JSON.stringify(p95Ms)} ms`,
  );
}
if (!parts.has('growth')) {
  console.log(JSON.stringify({ bench: 'growth', load: round(loadavg()[0] ?? 0), lists }));
  process.exit(0);
}

const figures = await measureGrowth({
  finished: numbers(values.finished),
  waiting: numbers(values.waiting),
  rounds,
  runs,
});
for (const { runs: history, w1, ...lists } of figures.finished) {
  console.log(
    `${history} finished runs: W1 ${w1.perSecond}/s, ${w1.p50Ms} ms alone; p95 of the lists ${JSON.stringify(lists)}`,
  );
}
for (const { runs: open, parks, resumes, inboxP95Ms } of figures.waiting) {
  console.log(
    `${open} waiting: W3 parks ${parks.perSecond}/s (${parks.p50Ms} ms), resumes ${resumes.perSecond}/s (${resumes.p50Ms} ms); inbox p95 ${inboxP95Ms} ms`,
  );
}
console.log(`A graph of ${figures.longGraph.nodes} nodes: ${figures.longGraph.p50Ms} ms from the call to the end.`);
const workers: { readonly processes: number; readonly perSecond: number }[] = [];
for (const processes of numbers(values.workers)) {
  console.error(`  ${processes} workers …`);
  workers.push({ processes, perSecond: await measureWorkers(processes, rounds, runs) });
}
for (const { processes, perSecond } of workers) console.log(`W2 with ${processes} worker processes: ${perSecond}/s`);
console.log(
  JSON.stringify({ bench: 'growth', runs, rounds, load: round(loadavg()[0] ?? 0), ...figures, workers, lists }),
);
