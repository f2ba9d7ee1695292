// Whether a budget is ever overrun, how much of it can be used and what reserving costs: processes with 1,000 calls at once between them
// spend one cap until it is used up, while one after the other is killed and replaced. Exits with 1 when it is overrun.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createBudget, reserveBudget, settleBudget, sweepBudgets } from '@switchyard/application';
import { readNotes } from './budgets/read-notes.ts';
import { openInstallation } from './installation/open-installation.ts';
import { percentile, round } from './measure/percentile.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    processes: { type: 'string', default: '4' },
    calls: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '8' },
    cap: { type: 'string', default: '30' },
    mode: { type: 'string', default: 'slices' },
  },
});
const processes = Number(values.processes);
const inFlight = Math.ceil(Number(values.calls) / processes);
const kills = Number(values.kills);
const capMicroUsd = Math.round(Number(values.cap) * 1_000_000);
const program = fileURLToPath(new URL('./budgets/caller.ts', import.meta.url));
const giveUpMs = 90_000;

const installation = await openInstallation({ services: [] });
const { app, organisationId, databaseUrl, directory } = installation;
const notes = join(directory, 'notes');
mkdirSync(notes);

let started = 0;
const argumentsOf = (budgetId: string) => [
  organisationId,
  budgetId,
  join(notes, String(started++)),
  String(inFlight),
  values.mode,
];
const startCaller = (budgetId: string): ChildProcess =>
  spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, ...argumentsOf(budgetId)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: databaseUrl,
      SWITCHYARD_MASTER_KEY: Buffer.alloc(32).toString('base64'),
      SWITCHYARD_LOG_LEVEL: 'warn',
    },
  });

const exited = (child: ChildProcess): Promise<void> =>
  child.exitCode === null && child.signalCode === null
    ? new Promise((resolve) => child.once('exit', () => resolve()))
    : Promise.resolve();

try {
  const owner = await installation.person('olivia@demo.local');
  const spec = { name: 'Bench', scope: 'organisation', period: 'month', capMicroUsd } as const;
  const budget = await createBudget(app, owner, { spec });
  // The first call opens the period, which mode `row` does not.
  const first = await reserveBudget(app, { organisationId, scopes: {}, worstCaseMicroUsd: 1, ttlMs: 1000 });
  if (first.kind === 'reserved') await settleBudget(app, first.reservationId, 0);
  const callers = Array.from({ length: processes }, () => startCaller(budget.id));
  const startedMs = performance.now();
  let beganMs = startedMs;
  let killed = 0;
  let lastCalls = 0;
  let changedMs = beganMs;
  let doneMs = beganMs;
  // Until nobody has been admitted for three seconds: what is free then is not usable.
  for (;;) {
    await delay(250);
    const nowMs = performance.now();
    const { ready, calls, billedMicroUsd } = readNotes(notes);
    const isComplete = ready === started;
    if (calls > 0 && lastCalls === 0) beganMs = nowMs - 250;
    if (calls !== lastCalls) [lastCalls, changedMs, doneMs] = [calls, nowMs, nowMs];
    // One at a time: the others go on while its successor starts.
    if (isComplete && killed < kills && billedMicroUsd > (capMicroUsd * (killed + 1)) / (kills + 1)) {
      const index = killed % processes;
      callers[index]?.kill('SIGKILL');
      callers[index] = startCaller(budget.id);
      killed += 1;
      changedMs = nowMs;
    }
    if ((isComplete && calls > 0 && nowMs - changedMs > 3000) || nowMs - startedMs > giveUpMs) break;
  }
  const load = round(loadavg()[0] ?? 0);
  for (const child of callers) child.kill('SIGTERM');
  await Promise.all(callers.map(exited));
  await sweepBudgets(app, { silenceMs: 0 });
  const { calls, billedMicroUsd, killed: cut, tookMs } = readNotes(notes);
  const [account] = await app.db.queryOnce<{ taken: number; spent: number; unknown: number }>(
    'system',
    `SELECT taken_micro_usd AS taken, spent_micro_usd AS spent, unknown_micro_usd AS unknown
     FROM budget_period WHERE budget_id = $1`,
    [budget.id],
  );
  if (!account) throw new Error('The budget of the bench has no period.');
  const overrunMicroUsd = Math.max(0, billedMicroUsd - capMicroUsd, account.taken - capMicroUsd);
  const result = {
    bench: 'budgets',
    mode: values.mode,
    processes,
    inFlight: inFlight * processes,
    kills: killed,
    load,
    capMicroUsd,
    billedMicroUsd,
    overrunMicroUsd,
    /** What suppliers billed: the worst case of calls that were cut off is not among it. */
    usablePercent: round((billedMicroUsd / capMicroUsd) * 100),
    unknownPercent: round((account.unknown / capMicroUsd) * 100),
    cutOffCalls: cut.calls,
    account,
    calls,
    reservationsPerSecond: Math.round((calls * 1000) / (doneMs - beganMs)),
    reserveMs: { p50: percentile(tookMs, 50), p95: percentile(tookMs, 95), p99: percentile(tookMs, 99) },
  };
  console.log(
    `${calls} calls of ${processes} processes, ${killed} of which were killed: overrun ${overrunMicroUsd} µ$.`,
  );
  console.log(
    `${result.usablePercent} % of the cap was usable; ${result.unknownPercent} % counts as spent, cost unknown.`,
  );
  console.log(
    `${result.reservationsPerSecond} reservations/s; one took ${result.reserveMs.p50} ms (p99 ${result.reserveMs.p99} ms).`,
  );
  console.log(JSON.stringify(result));
  if (overrunMicroUsd > 0) process.exitCode = 1;
} finally {
  await installation.close();
}
