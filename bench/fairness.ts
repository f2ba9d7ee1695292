// What one organisation's backlog costs another: B starts a run every 100 ms, alone and beside 100,000 ready steps of A, on the
// embedded default with one worker. Prints both latencies of B and their ratio.
import { loadavg } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startRun } from '@switchyard/application';
import { watchEnds } from './engine/await-end.ts';
import { startLocalServer } from './engine/local-server.ts';
import { joinOrganisation } from './fairness/join-organisation.ts';
import { multiplyRun } from './fairness/multiply-run.ts';
import { openInstallation } from './installation/open-installation.ts';
import { percentile, round } from './measure/percentile.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { backlog: { type: 'string', default: '100000' }, runs: { type: 'string', default: '100' } },
});
const [backlog, runs] = [Number(values.backlog), Number(values.runs)];
const everyMs = 100;

const server = await startLocalServer();
const installation = await openInstallation({
  services: ['worker'],
  variables: { SWITCHYARD_OUTBOUND_ALLOW: server.host },
});
const watch = await watchEnds(installation.databaseUrl);

try {
  const { app } = installation;
  const [a, b] = [await joinOrganisation(app, 'a', server.url), await joinOrganisation(app, 'b', server.url)];
  const measure = async () => {
    const taken: number[] = [];
    const all: Promise<void>[] = [];
    for (let index = 0; index < runs; index += 1) {
      const beganMs = performance.now();
      const { runId } = await startRun(app, b.actor, { workflowSlug: b.slug });
      all.push(watch.ended(runId).then(() => void taken.push(performance.now() - beganMs)));
      await delay(Math.max(0, everyMs - (performance.now() - beganMs)));
    }
    await Promise.all(all);
    return { p50: round(percentile(taken, 50)), p95: round(percentile(taken, 95)) };
  };
  await measure();
  const alone = await measure();
  const { runId } = await startRun(app, a.actor, { workflowSlug: a.slug });
  await watch.ended(runId);
  await multiplyRun(installation.databaseUrl, runId, backlog);
  const beside = await measure();
  const [left] = await app.db.queryOnce<{ count: number }>(
    'system',
    `SELECT count(*) FROM step WHERE organisation_id = $1 AND status = 'ready'`,
    [a.actor.organisationId],
  );
  const ratio = { p50: round(beside.p50 / alone.p50), p95: round(beside.p95 / alone.p95) };
  const load = round(loadavg()[0] ?? 0);
  console.log(`B alone: p50 ${alone.p50} ms, p95 ${alone.p95} ms.`);
  console.log(
    `Beside A, which has ${backlog} ready steps and ${left?.count} of them left at the end: p50 ${beside.p50} ms, p95 ${beside.p95} ms.`,
  );
  console.log(`Ratio: p50 ${ratio.p50}, p95 ${ratio.p95}. Load ${load}.`);
  console.log(JSON.stringify({ bench: 'fairness', backlog, left: left?.count, runs, load, alone, beside, ratio }));
} finally {
  await watch.close();
  await installation.close();
  server.close();
}
