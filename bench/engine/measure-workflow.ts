import { keepInFlight, type LoadResult } from '../measure/in-flight.ts';
import { median, percentile, round } from '../measure/percentile.ts';
import type { PostgresMeter } from '../measure/postgres-usage.ts';
import { readProcessUsage } from '../measure/process-usage.ts';

/** A workload: what is done once per run, and how many transactions observing it has cost so far. */
export interface Workload {
  readonly name: string;
  readonly work: (index: number) => Promise<void>;
  readonly ownCommits: () => number;
}

export interface LoadOptions {
  readonly rounds: number;
  readonly runs: number;
  readonly meter: PostgresMeter;
}

export interface Figures {
  readonly name: string;
  /** Runs a second with 16 in flight, median of the rounds. */
  readonly perSecond: number;
  readonly perSecondRounds: readonly number[];
  readonly lowLoad: Latency;
  readonly at20: Latency;
  readonly commitsPerRun: number;
  readonly writesPerRun: number;
  readonly walBytesPerRun: number;
  /** CPU of every process of the installation and of this one, which calls and for W3 decides. */
  readonly cpuMsPerRun: Readonly<Record<string, number>>;
}

interface Latency {
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const latency = (rounds: readonly LoadResult[]): Latency => ({
  p50Ms: round(median(rounds.map(({ latenciesMs }) => percentile(latenciesMs, 50)))),
  p95Ms: round(median(rounds.map(({ latenciesMs }) => percentile(latenciesMs, 95)))),
});

const repeat = async <Value>(times: number, work: () => Promise<Value>): Promise<Value[]> => {
  const values: Value[] = [];
  for (let count = 0; count < times; count += 1) values.push(await work());
  return values;
};

const readCpu = (): Record<string, number> => {
  const { user, system } = process.cpuUsage();
  return { ...readProcessUsage().cpuMs, bench: (user + system) / 1000 };
};

const lowLoadRuns = 100;

/** What the machine spends while nothing runs, a second: sweeps, timers, this bench. */
const measureIdle = async (meter: PostgresMeter) => {
  const startedAt = performance.now();
  const before = await meter.read();
  await meter.settle();
  const after = await meter.read();
  return (after.commits - before.commits) / ((performance.now() - startedAt) / 1000);
};

/** Warms up, then measures latency alone, latency at 20 in flight and throughput at 16, each `rounds` times. */
export const measureWorkload = async (
  { name, work, ownCommits }: Workload,
  { rounds, runs, meter }: LoadOptions,
): Promise<Figures> => {
  await keepInFlight(Math.min(runs, 300), 16, work);
  const alone = await repeat(rounds, () => keepInFlight(lowLoadRuns, 1, work));
  const at20 = await repeat(rounds, () => keepInFlight(runs, 20, work));
  await meter.settle();
  const idleCommitsPerSecond = await measureIdle(meter);
  const [before, cpuBefore, ownBefore, startedAt] = [await meter.read(), readCpu(), ownCommits(), performance.now()];
  const at16 = await repeat(rounds, () => keepInFlight(runs, 16, work));
  const cpu = readCpu();
  await meter.settle();
  const [after, own] = [await meter.read(), ownCommits() - ownBefore];
  const idle = (idleCommitsPerSecond * (performance.now() - startedAt)) / 1000;
  const total = rounds * runs;
  return {
    name,
    perSecond: round(median(at16.map(({ perSecond }) => perSecond))),
    perSecondRounds: at16.map(({ perSecond }) => round(perSecond)),
    lowLoad: latency(alone),
    at20: latency(at20),
    commitsPerRun: round((after.commits - before.commits - own - idle) / total),
    writesPerRun: round((after.writes - before.writes) / total),
    walBytesPerRun: Math.round((after.walBytes - before.walBytes) / total),
    cpuMsPerRun: Object.fromEntries(
      Object.entries(cpu).map(([kind, used]) => [kind, round((used - (cpuBefore[kind] ?? 0)) / total)]),
    ),
  };
};
