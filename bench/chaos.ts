// Whether anything is lost or doubled when everything goes wrong at once: workers are killed at random moments, PostgreSQL is
// stopped or killed every few seconds, the queue is emptied. Real gateway and workers, a server that counts effects.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { QueueBackend } from '../apps/worker/test/faults/fault-lab.ts';
import { type ChaosFigures, runChaos } from './chaos/run-chaos.ts';
import { round } from './measure/percentile.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    /** Only on Redis, or only on PostgreSQL; default both. */
    redis: { type: 'boolean', default: false },
    postgres: { type: 'boolean', default: false },
    kills: { type: 'string', default: '100' },
    runs: { type: 'string', default: '2000' },
  },
});
const [kills, runs] = [Number(values.kills), Number(values.runs)];
const isBoth = values.redis === values.postgres;
const backends: readonly QueueBackend[] = isBoth ? ['postgres', 'redis'] : [values.redis ? 'redis' : 'postgres'];

const describe = (backend: QueueBackend, figures: ChaosFigures): string =>
  `Queue in ${backend}: ${figures.completed} of ${runs} runs completed, ${figures.effects} effects; ` +
  `${figures.lost} lost, ${figures.doubled} doubled, ${figures.stuck} stuck, ${figures.crashed} processes ended by themselves. ` +
  `${figures.kills} kills, ${figures.freezes} freezes, ${figures.restarts} restarts of PostgreSQL, ${figures.flushes} emptied queues, ` +
  `${figures.repeatedSends} effects sent again under their key; ${figures.seconds} s.`;

const results: Partial<Record<QueueBackend, ChaosFigures>> = {};
for (const backend of backends) {
  const figures = await runChaos(backend, { kills, runs });
  results[backend] = figures;
  console.log(describe(backend, figures));
}
const isFlawless = Object.values(results).every(
  ({ lost, doubled, stuck, crashed }) => lost + doubled + stuck + crashed === 0,
);
console.log(JSON.stringify({ bench: 'chaos', runs, load: round(loadavg()[0] ?? 0), isFlawless, ...results }));
process.exitCode = isFlawless ? 0 : 1;
