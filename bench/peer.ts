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
  /** False: nobody answered. */
  readonly work: () => Promise<boolean>;
  readonly prepare: () => Promise<void>;
  readonly settled: () => Promise<void>;
}

interface Result {
  readonly perSecond: number[];
  readonly aloneMs: number[];
  unanswered: number;
}

const noResult = (): Result => ({ perSecond: [], aloneMs: [], unanswered: 0 });

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
  /** Calls that n8n did not answer within 20 s. */
  readonly n8nUnanswered: number;
}

/** One round: some alone for the latency, then the load. What warms up goes into a result that nobody reads. */
const measureTurn = async (side: Side, result: Result): Promise<void> => {
  await side.prepare();
  const { latenciesMs } = await keepInFlight(aloneRuns, 1, async () => {
    if (!(await side.work())) result.unanswered += 1;
    await side.settled();
  });
  const startedAt = performance.now();
  let answered = 0;
  let lastAt = startedAt;
  await keepInFlight(side.runs, inFlight, async () => {
    const isAnswered = await side.work();
    if (!isAnswered) result.unanswered += 1;
    else {
      answered += 1;
      lastAt = performance.now();
    }
  });
  await side.settled();
  // What was never answered is left out, with the time that was spent on waiting for it.
  const endedAt = answered < side.runs ? lastAt : performance.now();
  result.perSecond.push((answered * 1000) / (endedAt - startedAt));
  result.aloneMs.push(percentile(latenciesMs, 50));
};

const peerSides = (peer: Peer): Record<WorkloadName, Side> => {
  const nothing = async () => undefined;
  let parked = 0;
  let resumed = 0;
  let urls: string[] = [];
  return {
    W1: { runs: runs / 5, work: async () => (await peer.call('w1')) !== null, prepare: nothing, settled: nothing },
    W2: { runs: runs / 5, work: async () => (await peer.call('w2')) !== null, prepare: nothing, settled: nothing },
    'W3 parks': {
      runs: runs / 5,
      work: async () => {
        const isAnswered = (await peer.call('w3')) !== null;
        if (isAnswered) parked += 1;
        return isAnswered;
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
        if (url === undefined) throw new Error('Nothing waits any more: park more runs.');
        const isAnswered = (await peer.post(url)) !== null;
        if (isAnswered) resumed += 1;
        return isAnswered;
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
    const ours: Side = {
      runs,
      work: async () => {
        await work(0);
        return true;
      },
      prepare,
      settled: async () => undefined,
    };
    const [own, other] = [noResult(), noResult()];
    await measureTurn(theirs[name], noResult());
    await measureTurn(ours, noResult());
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
      n8nUnanswered: other.unanswered,
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
