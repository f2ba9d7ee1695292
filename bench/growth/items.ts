import { setInterval as every } from 'node:timers/promises';
import { getRun, listInbox, listItems, listRuns, type StartedRun } from '@switchyard/application';
import { watchEnds } from '../engine/await-end.ts';
import { callWebhook } from '../engine/call-webhook.ts';
import { startLocalServer } from '../engine/local-server.ts';
import { type ItemBody, listGraph, publishGraph } from '../engine/workflows.ts';
import { type BenchInstallation, openInstallation } from '../installation/open-installation.ts';
import { percentile, round } from '../measure/percentile.ts';
import { openPostgresMeter } from '../measure/postgres-usage.ts';
import { readProcessUsage } from '../measure/process-usage.ts';

export interface ItemFigures {
  readonly body: ItemBody;
  readonly items: number;
  readonly seconds: number;
  readonly itemsPerSecond: number;
  readonly commitsPerItem: number;
  readonly walBytesPerItem: number;
  /** Of each kind of process, the most it held at once. */
  readonly peakMb: Readonly<Record<string, number>>;
  /** What a person waits for who looks meanwhile. */
  readonly p95Ms: Readonly<Record<'run' | 'items' | 'runs' | 'inbox', number>>;
}

/** An item as it comes from another system: some fields, one of them a number. */
const itemOf = (index: number) => ({ id: `L-${index}`, label: `Line ${index}`, amount: index / 4 });

const lookEveryMs = 500;

/** Looks at the pages as a person would, again and again, until told to stop. */
const watchPages = (installation: BenchInstallation, { runId }: StartedRun) => {
  const stopping = new AbortController();
  const took: Record<keyof ItemFigures['p95Ms'], number[]> = { run: [], items: [], runs: [], inbox: [] };
  const peakMb: Record<string, number> = {};
  const timed = async <Value>(page: keyof typeof took, work: () => Promise<Value>): Promise<Value> => {
    const startedAt = performance.now();
    const value = await work();
    took[page].push(performance.now() - startedAt);
    return value;
  };
  const look = async () => {
    const { app } = installation;
    const person = await installation.person('petra@demo.local');
    const { steps } = await timed('run', () => getRun(app, person, { runId }));
    const list = steps.find(({ kind }) => kind === 'forEach');
    if (list) await timed('items', () => listItems(app, person, { runId, stepId: list.id, cursor: 50 }));
    await timed('runs', () => listRuns(app, person, {}));
    await timed('inbox', () => listInbox(app, person, {}));
    for (const [kind, mb] of Object.entries(readProcessUsage().residentMb)) {
      peakMb[kind] = Math.max(peakMb[kind] ?? 0, round(mb));
    }
  };
  const watching = (async () => {
    await look();
    for await (const _ of every(lookEveryMs, undefined, { signal: stopping.signal })) await look();
  })().catch((thrown: unknown) => {
    if (!stopping.signal.aborted) throw thrown;
  });
  return async () => {
    stopping.abort();
    await watching;
    const p95 = (page: keyof typeof took) => round(percentile(took[page], 95));
    return { peakMb, p95Ms: { run: p95('run'), items: p95('items'), runs: p95('runs'), inbox: p95('inbox') } };
  };
};

/** One run that goes through `items` items, each a cheap node (`set`) or a call by a worker (`http`), twenty at a time. */
export const measureItems = async (items: number, body: ItemBody): Promise<ItemFigures> => {
  const server = await startLocalServer();
  const installation = await openInstallation({
    services: ['gateway', 'worker'],
    variables: { SWITCHYARD_OUTBOUND_ALLOW: server.host },
  });
  const watch = await watchEnds(installation.databaseUrl);
  const meter = await openPostgresMeter(installation.databaseUrl);
  try {
    const webhook = await publishGraph(installation, `items-${body}`, listGraph(body, server.url));
    const warm = await callWebhook(webhook, { items: Array.from({ length: 50 }, (_, index) => itemOf(index)) });
    await watch.ended(warm.runId);
    const before = await meter.read();
    const polls = watch.polls();
    const startedAt = performance.now();
    const run = await callWebhook(webhook, { items: Array.from({ length: items }, (_, index) => itemOf(index)) });
    const pages = watchPages(installation, run);
    await watch.ended(run.runId);
    const seconds = (performance.now() - startedAt) / 1000;
    const seen = await pages();
    await meter.settle();
    const after = await meter.read();
    return {
      body,
      items,
      seconds: round(seconds),
      itemsPerSecond: round(items / seconds),
      commitsPerItem: round((after.commits - before.commits - (watch.polls() - polls)) / items),
      walBytesPerItem: round((after.walBytes - before.walBytes) / items),
      ...seen,
    };
  } finally {
    await meter.close();
    await watch.close();
    await installation.close();
    server.close();
  }
};
