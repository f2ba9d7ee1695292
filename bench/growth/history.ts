import { watchEnds } from '../engine/await-end.ts';
import { callWebhook } from '../engine/call-webhook.ts';
import { createDecider, listOpen } from '../engine/decide-open.ts';
import { startLocalServer } from '../engine/local-server.ts';
import { longChain, publishGraph, publishWorkflows } from '../engine/workflows.ts';
import { openInstallation } from '../installation/open-installation.ts';
import { keepInFlight, type LoadResult } from '../measure/in-flight.ts';
import { median, percentile, round } from '../measure/percentile.ts';
import { copyRuns } from './copy-runs.ts';
import { type ListTimes, timeLists } from './time-list.ts';

interface Load {
  readonly perSecond: number;
  readonly p50Ms: number;
}

const measure = async (rounds: number, count: number, work: () => Promise<void>): Promise<Load> => {
  const results: LoadResult[] = [];
  for (let each = 0; each < rounds; each += 1) results.push(await keepInFlight(count, 16, work));
  const alone = await keepInFlight(60, 1, work);
  return {
    perSecond: round(median(results.map(({ perSecond }) => perSecond))),
    p50Ms: round(percentile(alone.latenciesMs, 50)),
  };
};

export interface GrowthOptions {
  readonly finished: readonly number[];
  readonly waiting: readonly number[];
  readonly rounds: number;
  readonly runs: number;
}

export interface GrowthFigures {
  readonly finished: readonly (ListTimes & { readonly runs: number; readonly w1: Load })[];
  readonly waiting: readonly {
    readonly runs: number;
    readonly parks: Load;
    readonly resumes: Load;
    readonly inboxP95Ms: number;
  }[];
  readonly longGraph: { readonly nodes: number; readonly p50Ms: number };
}

/** W1 and the lists with more and more history, W3 with more and more waiting, and one very long graph; one installation. */
export const measureGrowth = async (options: GrowthOptions): Promise<GrowthFigures> => {
  const { rounds, runs } = options;
  const server = await startLocalServer();
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
    const webhooks = await publishWorkflows(installation, server.url);
    const call = (name: 'W1' | 'W3') => callWebhook(webhooks[name], { amount: 12.5 });
    const auditor = await installation.person('petra@demo.local');
    const ben = await installation.person('ben@demo.local');
    const { databaseUrl } = installation;
    const sample = { W1: (await call('W1')).runId, W3: (await call('W3')).runId };
    await keepInFlight(300, 16, async () => void (await call('W1')));

    const nodes = 1998;
    const long = await publishGraph(installation, 'long', longChain(nodes));
    const endless = await keepInFlight(20, 1, async () => watch.ended((await callWebhook(long, { amount: 1 })).runId));
    const longGraph = { nodes: nodes + 2, p50Ms: round(percentile(endless.latenciesMs, 50)) };

    const waiting: GrowthFigures['waiting'][number][] = [];
    let copies = 0;
    for (const count of options.waiting) {
      console.error(`  ${count} waiting …`);
      if (count > copies) await copyRuns({ databaseUrl, runId: sample.W3, count: count - copies, stepsMax: 3 });
      copies = Math.max(copies, count);
      const parks = await measure(rounds, runs, async () => void (await call('W3')));
      const open = (await listOpen(installation)).toSorted((left, right) => right.id.localeCompare(left.id));
      const decide = await createDecider(installation);
      const resumes = await measure(rounds, runs, async () => {
        const next = open.shift();
        if (next) await decide(next);
      });
      waiting.push({ runs: count, parks, resumes, inboxP95Ms: (await timeLists(installation, ben)).inboxP95Ms });
    }

    const finished: GrowthFigures['finished'][number][] = [];
    let history = 0;
    for (const count of options.finished) {
      console.error(`  ${count} finished …`);
      if (count > history) await copyRuns({ databaseUrl, runId: sample.W1, count: count - history, stepsMax: 2 });
      history = Math.max(history, count);
      const w1 = await measure(rounds, runs, async () => void (await call('W1')));
      finished.push({ runs: count, w1, ...(await timeLists(installation, auditor)) });
      console.error(`    ${JSON.stringify(finished.at(-1))}`);
    }
    return { finished, waiting, longGraph };
  } finally {
    await watch.close();
    await installation.close();
    server.close();
  }
};
