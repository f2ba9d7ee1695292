// The product's own main job on real input: 426 real receipts and labelled customer messages, in by the public API, answered by
// rules, simulated models and people, until every run has ended. Reports how far it goes by itself, how right it is, what it costs.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { reportCounts, reportFields } from '../apps/cli/src/import/report-batch.ts';
import { openInstallation } from './installation/open-installation.ts';
import { round } from './measure/percentile.ts';
import { runMessages } from './receipts/run-messages.ts';
import { type BatchReport, runReceipts } from './receipts/run-receipts.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: { receipts: { type: 'string', default: '100000' }, messages: { type: 'string', default: '500' } },
});
const data = process.env.SWITCHYARD_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
for (const folder of [join(data, 'sroie'), join(data, 'banking77')]) {
  if (existsSync(folder)) continue;
  console.error(`${folder} is missing. Put the dataset there, or name the folder above it in SWITCHYARD_DATA.`);
  process.exit(2);
}

const sayBatch = (
  title: string,
  { counts, decisions, workItems, stuck, seconds }: BatchReport,
  more: string[],
): void => {
  console.log([title, ...reportCounts(counts), '', ...more].join('\n'));
  console.log(
    `  People: ${decisions} decisions, ${workItems} tasks. Not ended: ${stuck}. ${round(seconds)} s in all.\n`,
  );
};

const installation = await openInstallation({
  services: ['simulator', 'gateway', 'worker'],
  variables: {
    SWITCHYARD_GATEWAY_RATE: '100000',
    SWITCHYARD_GATEWAY_BURST: '100000',
    // What is measured is what comes out, not how long a simulated lab pretends to think.
    LAB_SIMULATOR_LATENCY_SCALE: '0.02',
  },
});
try {
  const receipts = await runReceipts(installation, join(data, 'sroie'), Number(values.receipts));
  sayBatch('Receipts (SROIE) through invoice approval', receipts, reportFields(receipts.fields));
  const messages = await runMessages(installation, join(data, 'banking77'), Number(values.messages));
  sayBatch(
    'Messages (Banking77) through support triage',
    messages,
    Object.entries(messages.intents).map(
      ([by, { answers, right }]) => `  ${by.padEnd(30)} ${right} of ${answers} right`,
    ),
  );
  console.log('Models are simulated: the labels with the stated error rates applied (packages/lab-simulator).');
  console.log(JSON.stringify({ bench: 'receipts', receipts, messages }));
  if (receipts.stuck + messages.stuck > 0) process.exitCode = 1;
} finally {
  await installation.close();
}
