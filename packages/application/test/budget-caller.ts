// A process that spends a budget until it is ended. It notes each call before it is made: whoever reads the notes after a kill knows
// what was really spent.
import { appendFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { OrganisationId } from '@switchyard/domain';
import { reserveBudget } from '../src/budgets/reserve-budget.ts';
import { endSettlements, settleBudgets } from '../src/budgets/settle-budget.ts';
import { createApp } from '../src/create-app.ts';
import { readCallerEnv } from './budget-caller.env.ts';

const env = readCallerEnv();
const organisationId = env.CALLER_ORGANISATION as OrganisationId;
const { app } = createApp('caller', env);
const lanes = 50;
let refused = 0;

const lane = async (): Promise<void> => {
  for (;;) {
    const worst = 100 + Math.floor(Math.random() * 100);
    const request = { organisationId, scopes: {}, worstCaseMicroUsd: worst, ttlMs: 60_000 };
    const answer = await reserveBudget(app, request);
    if (answer.kind === 'refused') {
      refused += 1;
      if (refused % lanes === 0) appendFileSync(env.CALLER_NOTES, 'refused\n');
      await delay(50);
      continue;
    }
    const actual = Math.floor(worst * Math.random());
    appendFileSync(env.CALLER_NOTES, `billed ${actual}\n`);
    await delay(2 + Math.random() * 5);
    const costs = [{ reservationId: answer.reservationId, costMicroUsd: actual }];
    await app.db.transaction({ organisationId }, async (tx) => settleBudgets(app, tx, costs));
    endSettlements(app, costs, true);
  }
};

await Promise.all(Array.from({ length: lanes }, lane));
