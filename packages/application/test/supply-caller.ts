// A process that calls a supplier as often as its limits allow, until it is ended.
import type { OrganisationId } from '@switchyard/domain';
import { createApp } from '../src/create-app.ts';
import { acquireSupply } from '../src/supply/acquire-supply.ts';
import { readSupplyEnv } from './supply-caller.env.ts';

const env = readSupplyEnv();
const organisationId = env.CALLER_ORGANISATION as OrganisationId;
const { app } = createApp('caller', env);
const subject = { id: 'supplier:walked', label: 'Lab', limits: env.CALLER_LIMITS };
const { signal } = new AbortController();
const lanes = 10;

const lane = async (): Promise<void> => {
  for (;;) {
    const answer = await acquireSupply(app, { organisationId, subjects: [subject], tokens: 1, waitMs: 2000, signal });
    if (answer.kind === 'limited') continue;
    await (await fetch(`${env.CALLER_UPSTREAM}/${env.CALLER_NAME}`)).text();
    answer.permit.release(1);
  }
};

await Promise.all(Array.from({ length: lanes }, lane));
