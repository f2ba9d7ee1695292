// One of several processes that spend the same budget. Each call is noted before it is made: whoever reads the notes after a kill
// knows what was really spent.
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { type App, appEnvSchema, createApp, readEnv, reserveBudget, settleBudget } from '@switchyard/application';
import type { OrganisationId } from '@switchyard/domain';

// What it notes: each call before it is made and after it was settled. Mode `row`: each call locks the budget's row by itself.
const [organisation = '', budgetId = '', log = '', inFlight = '1', mode = 'slices'] = process.argv.slice(2);
const organisationId = organisation as OrganisationId;
const { app, close } = createApp('bench-caller', readEnv(appEnvSchema, process.env));

/** Answers what settles the call, or null when it is refused. */
type Reserve = (app: App, worstMicroUsd: number) => Promise<((actualMicroUsd: number) => Promise<unknown>) | null>;

const bySlices: Reserve = async (to, worstCaseMicroUsd) => {
  const answer = await reserveBudget(to, { organisationId, scopes: {}, worstCaseMicroUsd, ttlMs: 60_000 });
  return answer.kind === 'reserved' ? (actual) => settleBudget(to, answer.reservationId, actual) : null;
};

const byRow: Reserve = async (to, worst) => {
  const take = `UPDATE budget_period p SET taken_micro_usd = taken_micro_usd + $2 FROM budget b
    WHERE b.id = $1 AND b.id = p.budget_id AND taken_micro_usd + $2 <= cap_micro_usd RETURNING p.id`;
  const settle = `UPDATE budget_period SET taken_micro_usd = taken_micro_usd + $2, spent_micro_usd = spent_micro_usd + $3
    WHERE budget_id = $1`;
  const rows = await to.db.queryOnce({ organisationId }, take, [budgetId, worst]);
  if (rows.length === 0) return null;
  return (actual) => to.db.queryOnce({ organisationId }, settle, [budgetId, actual - worst, actual]);
};

const reserve = mode === 'row' ? byRow : bySlices;
const tookMs: number[] = [];
let isStopping = false;
let nextId = 0;

const lane = async (): Promise<void> => {
  while (!isStopping) {
    const worst = 500 + Math.floor(Math.random() * 1000);
    const actual = Math.floor(worst * (0.3 + 0.7 * Math.random()));
    const beganMs = performance.now();
    const settle = await reserve(app, worst);
    tookMs.push(performance.now() - beganMs);
    if (!settle) {
      await delay(100);
      continue;
    }
    const id = nextId++;
    appendFileSync(log, `begun ${id} ${worst} ${actual}\n`);
    await delay(5 + Math.random() * 45);
    await settle(actual);
    appendFileSync(log, `settled ${id}\n`);
  }
};

process.once('SIGTERM', () => {
  isStopping = true;
});
appendFileSync(log, 'ready\n');
await Promise.all(Array.from({ length: Number(inFlight) }, lane));
await close();
appendFileSync(log, `took ${JSON.stringify(tookMs.map((ms) => Math.round(ms * 1000) / 1000))}\n`);
process.exit(0);
