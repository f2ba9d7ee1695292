import { watchEnds } from '../engine/await-end.ts';
import { callWebhook } from '../engine/call-webhook.ts';
import { startLocalServer } from '../engine/local-server.ts';
import { publishWorkflows } from '../engine/workflows.ts';
import { openInstallation } from '../installation/open-installation.ts';
import { keepInFlight } from '../measure/in-flight.ts';
import { median, round } from '../measure/percentile.ts';

/** W2, whose steps are done by workers, with `workers` processes of them: runs a second at 32 in flight, median of the rounds. */
export const measureWorkers = async (workers: number, rounds: number, runs: number): Promise<number> => {
  const server = await startLocalServer();
  const installation = await openInstallation({
    services: ['gateway', 'worker'],
    workers,
    variables: {
      SWITCHYARD_OUTBOUND_ALLOW: server.host,
      SWITCHYARD_GATEWAY_RATE: '100000',
      SWITCHYARD_GATEWAY_BURST: '100000',
    },
  });
  const watch = await watchEnds(installation.databaseUrl);
  try {
    const { W2 } = await publishWorkflows(installation, server.url);
    const work = async () => watch.ended((await callWebhook(W2, { amount: 12.5 })).runId);
    await keepInFlight(200, 16, work);
    const perSecond: number[] = [];
    for (let each = 0; each < rounds; each += 1) perSecond.push((await keepInFlight(runs, 32, work)).perSecond);
    return round(median(perSecond));
  } finally {
    await watch.close();
    await installation.close();
    server.close();
  }
};
