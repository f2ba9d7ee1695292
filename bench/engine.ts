// How fast the engine is on the embedded default: the workloads that the peer is measured with, by signed webhooks over HTTP,
// against the real gateway and worker on a PostgreSQL that flushes every commit.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { watchEnds } from './engine/await-end.ts';
import { startLocalServer } from './engine/local-server.ts';
import { type Figures, measureWorkload } from './engine/measure-workflow.ts';
import { figuresTable } from './engine/print-figures.ts';
import { publishWorkflows } from './engine/workflows.ts';
import { createWorkloads } from './engine/workloads.ts';
import { openInstallation } from './installation/open-installation.ts';
import { round } from './measure/percentile.ts';
import { openPostgresMeter } from './measure/postgres-usage.ts';
import { readProcessUsage } from './measure/process-usage.ts';
import { inMegabytes, residentText, watchResident } from './measure/watch-resident.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    redis: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '3' },
    runs: { type: 'string', default: '2000' },
    only: { type: 'string', default: 'W1,W2,W3' },
    /** Folder for CPU profiles of every process (`node --cpu-prof`). */
    profile: { type: 'string' },
  },
});
const [rounds, runs] = [Number(values.rounds), Number(values.runs)];

const server = await startLocalServer();
const installation = await openInstallation({
  services: ['gateway', 'worker'],
  hasRedis: values.redis,
  variables: {
    SWITCHYARD_OUTBOUND_ALLOW: server.host,
    // One sender is all there is here; its shield against a runaway client is not what is measured.
    SWITCHYARD_GATEWAY_RATE: '100000',
    SWITCHYARD_GATEWAY_BURST: '100000',
    ...(values.profile === undefined
      ? {}
      : { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${values.profile} --cpu-prof-interval=500` }),
  },
});
const meter = await openPostgresMeter(installation.databaseUrl);
const watch = await watchEnds(installation.databaseUrl);
const memory = watchResident();

try {
  const webhooks = await publishWorkflows(installation, server.url);
  const workloads = await createWorkloads(installation, webhooks, watch);
  const wanted = values.only.split(',');
  const figures: Figures[] = [];
  for (const workload of workloads.all.filter(({ name }) => wanted.some((each) => name.startsWith(each)))) {
    await workloads.prepare(workload.name);
    memory.begin(workload.name);
    console.error(`  measuring ${workload.name} …`);
    figures.push(await measureWorkload(workload, { rounds, runs, meter }));
  }
  const resident = inMegabytes(readProcessUsage().residentMb);
  const largest = memory.largest();
  const load = round(loadavg()[0] ?? 0);
  console.log(figuresTable(figures).join('\n'));
  console.log(`Resident at most (${largest.during}): ${residentText(largest.resident)}.`);
  console.log(
    `Resident at the end: ${residentText(resident)}. Queue in ${values.redis ? 'Redis' : 'PostgreSQL'}; load ${load}.`,
  );
  const queue = values.redis ? 'redis' : 'postgres';
  console.log(JSON.stringify({ bench: 'engine', queue, runs, rounds, load, figures, resident, largest }));
} finally {
  await memory.close();
  await watch.close();
  await meter.close();
  await installation.close();
  server.close();
}
