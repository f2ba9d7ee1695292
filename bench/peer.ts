// Our engine beside n8n in queue mode, on the same machine in the same minutes: W1, W2 and W3 in turns, so that both meet the same
// neighbours. n8n is not part of this project: install it into a folder and name that.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { watchEnds } from './engine/await-end.ts';
import { startLocalServer } from './engine/local-server.ts';
import { publishWorkflows } from './engine/workflows.ts';
import { createWorkloads, type WorkloadName } from './engine/workloads.ts';
import { openInstallation } from './installation/open-installation.ts';
import { keepInFlight } from './measure/in-flight.ts';
import { median, percentile, round } from './measure/percentile.ts';
import { type Peer, startN8n } from './peer/start-n8n.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    n8n: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    /** Runs of ours a round; n8n gets a fifth of them. */
    runs: { type: 'string', default: '1500' },
  },
});
if (values.n8n === undefined) {
  console.error('Name the folder of an installed n8n: pnpm bench peer --n8n FOLDER');
  process.exit(2);
}
const [rounds, runs] = [Number(values.rounds), Number(values.runs)];
const inFlight = 16;
const aloneRuns = 40;

/** One side of one workload: `settled` resolves when all that was sent has come to where the workload ends. */
interface Side {
  readonly runs: number;
  readonly work: () => Promise<unknown>;
  readonly prepare: () => Promise<void>;
  readonly settled: () => Promise<void>;
}

interface Result {
  readonly perSecond: number[];
  readonly aloneMs: number[];
}

interface Figures {
  readonly name: string;
  /** Medians of the rounds. */
  readonly perSecond: number;
  readonly n8nPerSecond: number;
  readonly times: number;
  readonly aloneMs: number;
  readonly n8nAloneMs: number;
  readonly rounds: readonly number[];
  readonly n8nRounds: readonly number[];
}

/** One round: some alone for the latency, then the load. What warms up goes into a result that nobody reads. */
const measureTurn = async (side: Side, result: Result): Promise<void> => {
  await side.prepare();
  const { latenciesMs } = await keepInFlight(aloneRuns, 1, async () => {
    await side.work();
    await side.settled();
  });
  const startedAt = performance.now();
  await keepInFlight(side.runs, inFlight, async () => void (await side.work()));
  await side.settled();
  result.perSecond.push((side.runs * 1000) / (performance.now() - startedAt));
  result.aloneMs.push(percentile(latenciesMs, 50));
};

const peerSides = (peer: Peer): Record<WorkloadName, Side> => {
  const nothing = async () => undefined;
  let parked = 0;
  let resumed = 0;
  let urls: string[] = [];
  return {
    W1: { runs: runs / 5, work: () => peer.call('w1'), prepare: nothing, settled: nothing },
    W2: { runs: runs / 5, work: () => peer.call('w2'), prepare: nothing, settled: nothing },
    'W3 parks': {
      runs: runs / 5,
      work: async () => {
        parked += 1;
        await peer.call('w3');
      },
      prepare: async () => {
        parked = await peer.count('w3', 'waiting');
      },
      settled: () => peer.reached('w3', 'waiting', parked),
    },
    'W3 resumes': {
      runs: runs / 5,
      work: async () => {
        const url = urls.pop();
        if (url === undefined) return;
        resumed += 1;
        await peer.post(url);
      },
      prepare: async () => {
        urls = await peer.resumeUrls();
        resumed = await peer.count('w3', 'success');
      },
      settled: () => peer.reached('w3', 'success', resumed),
    },
  };
};

const directory = mkdtempSync(join(tmpdir(), 'switchyard-bench-peer-'));
const server = await startLocalServer();
const peer = await startN8n(values.n8n, directory, server.url);
const installation = await openInstallation({
  services: ['gateway', 'worker'],
  variables: {
    SWITCHYARD_OUTBOUND_ALLOW: server.host,
    SWITCHYARD_GATEWAY_RATE: '100000',
    SWITCHYARD_GATEWAY_BURST: '100000',
  },
});
const watch = await watchEnds(installation.databaseUrl);

try {
  const workloads = await createWorkloads(installation, await publishWorkflows(installation, server.url), watch);
  const theirs = peerSides(peer);
  const figures: Figures[] = [];
  for (const { name, work } of workloads.all) {
    console.error(`  measuring ${name} …`);
    const prepare = () => workloads.prepare(name);
    const ours: Side = { runs, work: () => work(0), prepare, settled: async () => undefined };
    const own: Result = { perSecond: [], aloneMs: [] };
    const other: Result = { perSecond: [], aloneMs: [] };
    await measureTurn(theirs[name], { perSecond: [], aloneMs: [] });
    await measureTurn(ours, { perSecond: [], aloneMs: [] });
    for (let turn = 0; turn < rounds; turn += 1) {
      await measureTurn(theirs[name], other);
      await measureTurn(ours, own);
    }
    const [ownPerSecond, otherPerSecond] = [median(own.perSecond), median(other.perSecond)];
    figures.push({
      name,
      perSecond: round(ownPerSecond),
      n8nPerSecond: round(otherPerSecond),
      times: round(ownPerSecond / otherPerSecond),
      aloneMs: round(median(own.aloneMs)),
      n8nAloneMs: round(median(other.aloneMs)),
      rounds: own.perSecond.map(round),
      n8nRounds: other.perSecond.map(round),
    });
  }
  for (const row of figures)
    console.log(
      `${row.name}: ${row.perSecond} runs/s, n8n ${row.n8nPerSecond}: ${row.times} times; alone ${row.aloneMs} ms, n8n ${row.n8nAloneMs} ms.`,
    );
  console.log(JSON.stringify({ bench: 'peer', runs, rounds, load: round(loadavg()[0] ?? 0), figures }));
} finally {
  await watch.close();
  await installation.close();
  await peer.close();
  server.close();
  rmSync(directory, { recursive: true, force: true });
}
