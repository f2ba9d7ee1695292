// What the gateway adds to a call, beside a bare proxy and Portkey's open gateway, all in front of the same local lab in one run:
// time at one connection, and calls a second at 32. Ours reserves in budgets and has every receipt durable before it answers.
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { createApiKey, createBudget, createSupplier, setSupplierKey } from '@switchyard/application';
import { findFreePort } from '@switchyard/db/embedded';
import { budgetSpecSchema, supplierSpecSchema } from '@switchyard/domain';
import pg from 'pg';
import { callTarget, type Target } from './gateway/call-target.ts';
import { startChild } from './gateway/child.ts';
import { startPortkey } from './gateway/portkey.ts';
import { openInstallation } from './installation/open-installation.ts';
import { keepInFlight } from './measure/in-flight.ts';
import { median } from './measure/percentile.ts';
import { readProcessUsage } from './measure/process-usage.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    rounds: { type: 'string', default: '5' },
    calls: { type: 'string', default: '400' },
    load: { type: 'string', default: '1500' },
    'no-portkey': { type: 'boolean', default: false },
  },
});
const [rounds, calls, load] = [Number(values.rounds), Number(values.calls), Number(values.load)];
const connections = 32;

const messages = [
  { role: 'system', content: 'You are a careful assistant of the accounts department. Answer in one paragraph.' },
  {
    role: 'user',
    content: 'Which of the receipts of last week are missing a date, and what should be done about them? '.repeat(2),
  },
];
/** Whose CPU a call through a target is charged to. */
const workers: Readonly<Record<string, readonly string[]>> = {
  portkey: ['portkey'],
  switchyard: ['gateway', 'postgres'],
};

const cpuMsOf = (target: string): Record<string, number> => {
  const { cpuMs } = readProcessUsage();
  return Object.fromEntries((workers[target] ?? []).map((name) => [name, cpuMs[name] ?? 0]));
};

const bodyFor = (model: string) => JSON.stringify({ model, messages, max_tokens: 200, temperature: 0.2 });

const lab = await startChild('stub-upstream');
const proxy = await startChild('bare-proxy', String(lab.port));
const portkey = values['no-portkey'] ? null : await startPortkey(await findFreePort());
const installation = await openInstallation({
  services: ['gateway'],
  variables: {
    SWITCHYARD_OUTBOUND_ALLOW: `127.0.0.1:${lab.port}`,
    SWITCHYARD_GATEWAY_RATE: '100000',
    SWITCHYARD_GATEWAY_BURST: '100000',
  },
});

/** A model with a price, a key with a budget of its own, and a budget of the organisation: what a call is accounted against. */
const setUp = async (): Promise<string> => {
  const { app } = installation;
  const owner = await installation.person('olivia@demo.local');
  const price = { inputMicroUsdPerMTok: 2_500_000, outputMicroUsdPerMTok: 10_000_000, version: 'bench' };
  const model = { key: 'stub-model', name: 'Stub', contextTokens: 128_000, capabilities: ['tools'], price };
  const baseUrl = `http://127.0.0.1:${lab.port}/v1`;
  const spec = { slug: 'stub', name: 'Stub', kind: 'openai', baseUrl, dataClassMax: 'confidential', models: [model] };
  await createSupplier(app, owner, supplierSpecSchema.parse(spec));
  await setSupplierKey(app, owner, { slug: 'stub', key: 'a-key-of-the-bench' });
  const { id, key } = await createApiKey(app, owner, {
    name: 'Bench',
    scopes: ['models:call'],
    expiresInDays: 1,
    dataClass: 'internal',
  });
  const capMicroUsd = 100_000_000_000;
  const ofOrganisation = { name: 'All', scope: 'organisation', period: 'month', capMicroUsd };
  const ofKey = { name: 'Key', scope: 'api_key', targetId: id, period: 'day', capMicroUsd };
  for (const budget of [ofOrganisation, ofKey])
    await createBudget(app, owner, { spec: budgetSpecSchema.parse(budget) });
  return key;
};

/** What a commit of one row takes on this disk at this moment: the floor under every durable answer. */
const measureCommits = async (count: number): Promise<number> => {
  const client = new pg.Client({ connectionString: installation.databaseUrl });
  await client.connect();
  await client.query('CREATE TABLE IF NOT EXISTS bench_commit (at timestamptz)');
  const { latenciesMs } = await keepInFlight(count, 1, async () => {
    await client.query('INSERT INTO bench_commit VALUES (now())');
  });
  await client.end();
  return median(latenciesMs);
};

const round3 = (value: number): number => Math.round(value * 1000) / 1000;

try {
  const key = await setUp();
  const path = '/v1/chat/completions';
  const targets: Target[] = [
    { name: 'direct', url: `http://127.0.0.1:${lab.port}${path}`, headers: {}, body: bodyFor('stub-model') },
    { name: 'bare', url: `http://127.0.0.1:${proxy.port}${path}`, headers: {}, body: bodyFor('stub-model') },
    ...(portkey
      ? [
          {
            name: 'portkey',
            url: portkey.url,
            headers: {
              authorization: 'Bearer none',
              'x-portkey-provider': 'openai',
              'x-portkey-custom-host': `http://127.0.0.1:${lab.port}/v1`,
            },
            body: bodyFor('stub-model'),
          },
        ]
      : []),
    {
      name: 'switchyard',
      url: `${installation.gatewayUrl}${path}`,
      headers: { authorization: `Bearer ${key}` },
      body: bodyFor('stub/stub-model'),
    },
  ];
  for (const target of targets) await callTarget(target, 1000, connections);

  const p50: Record<string, number[]> = {};
  const perSecond: Record<string, number[]> = {};
  const cpuMs: Record<string, number[]> = {};
  const commits: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Each round in another order, so that nobody always follows the same neighbour.
    const order = targets
      .map((_, index) => targets[(index + round) % targets.length])
      .filter((each) => each !== undefined);
    for (const target of order) {
      const alone = await callTarget(target, calls, 1);
      p50[target.name] = [...(p50[target.name] ?? []), median(alone.latenciesMs)];
    }
    commits.push(await measureCommits(calls));
    for (const target of order) {
      const before = cpuMsOf(target.name);
      const loaded = await callTarget(target, load, connections);
      for (const [name, ms] of Object.entries(cpuMsOf(target.name)))
        cpuMs[name] = [...(cpuMs[name] ?? []), (ms - (before[name] ?? 0)) / load];
      perSecond[target.name] = [...(perSecond[target.name] ?? []), loaded.perSecond];
    }
  }
  const directP50 = median(p50.direct ?? []);
  const figures = Object.fromEntries(
    targets.map(({ name }) => [
      name,
      {
        p50Ms: round3(median(p50[name] ?? [])),
        addedP50Ms: round3(median(p50[name] ?? []) - directP50),
        perSecond: Math.round(median(perSecond[name] ?? [])),
      },
    ]),
  );
  const [written] = await installation.app.db.queryOnce<{ count: number }>(
    'system',
    `SELECT count(*) FROM receipt WHERE organisation_id = $1 AND origin = 2`,
    [installation.organisationId],
  );
  const expected = 1000 + rounds * (calls + load);
  for (const [name, { addedP50Ms, perSecond: rate }] of Object.entries(figures)) {
    console.log(
      `${name.padEnd(12)} adds ${String(addedP50Ms).padStart(7)} ms at p50 and serves ${rate} calls/s at ${connections}`,
    );
  }
  const ours = figures.switchyard;
  const theirs = figures.portkey;
  if (ours && theirs) {
    console.log(
      `Ours beside Portkey: ${round3(ours.addedP50Ms / theirs.addedP50Ms)} of the added time, ${round3(ours.perSecond / theirs.perSecond)} times the calls a second.`,
    );
  }
  const cpuMsACall = Object.fromEntries(Object.entries(cpuMs).map(([name, each]) => [name, round3(median(each))]));
  const cpu = Object.entries(cpuMsACall).map(([name, ms]) => `${name} ${ms}`);
  console.log(`CPU ms a call at ${connections}: ${cpu.join(', ')}.`);
  const commitP50Ms = round3(median(commits));
  console.log(`One commit alone takes ${commitP50Ms} ms at p50 here and now; each of our answers waits for one.`);
  console.log(`Receipts: ${written?.count} of ${expected} calls.`);
  const machineLoad = round3(loadavg()[0] ?? 0);
  console.log(
    JSON.stringify({
      bench: 'gateway',
      rounds,
      calls,
      connections,
      load: machineLoad,
      figures,
      cpuMsACall,
      commitP50Ms,
      receipts: written?.count,
      expected,
    }),
  );
  if (written?.count !== expected) process.exitCode = 1;
} finally {
  await installation.close();
  portkey?.stop();
  proxy.stop();
  lab.stop();
}
