// The product's own main job on real input: 426 real receipts and labelled customer messages, in by the public API, answered by
// rules, simulated models and people, until every run has ended. Reports how far it goes by itself, how right it is, what it costs.
// Then millions of receipts: what each takes on disk, how long the spend page takes over them, how fast more are written.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { reportCounts, reportFields } from '../apps/cli/src/import/report-batch.ts';
import { openInstallation } from './installation/open-installation.ts';
import { round } from './measure/percentile.ts';
import { measureVolume } from './receipts/measure-volume.ts';
import { runMessages } from './receipts/run-messages.ts';
import { type BatchReport, runReceipts } from './receipts/run-receipts.ts';

const { values } = parseArgs({
  args: process.argv.slice(3),
  options: {
    receipts: { type: 'string', default: '100000' },
    messages: { type: 'string', default: '500' },
    /** `work` or `volume`; default both. */
    only: { type: 'string', default: 'work,volume' },
    requests: { type: 'string', default: '40' },
  },
});
const parts = values.only.split(',');
const volumeRows = Number(process.env.SWITCHYARD_BENCH_RECEIPTS ?? 5_000_000);
const data = process.env.SWITCHYARD_DATA ?? fileURLToPath(new URL('../../shared/data', import.meta.url));
for (const folder of parts.includes('work') ? [join(data, 'sroie'), join(data, 'banking77')] : []) {
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
    SWITCHYARD_POOL_SIZE: '20',
    // What is measured is what comes out, not how long a simulated lab pretends to think.
    LAB_SIMULATOR_LATENCY_SCALE: '0.02',
  },
});
const doWork = async () => {
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
  if (receipts.stuck + messages.stuck > 0) process.exitCode = 1;
  return { receipts, messages };
};

const doVolume = async () => {
  const volume = await measureVolume(installation, volumeRows, Number(values.requests));
  const { bytesPerReceipt, readingMs, writtenPerSecond } = volume;
  console.log(`${volume.rows} receipts, made in ${volume.fillSeconds} s`);
  console.log(
    `  ${bytesPerReceipt.total} bytes each (${bytesPerReceipt.heap} heap, ${bytesPerReceipt.indexes} indexes), ` +
      `and ${bytesPerReceipt.termsAndRollups} of shared parts and rollups`,
  );
  for (const [name, { p50, p95 }] of Object.entries(readingMs)) {
    console.log(`  ${name.padEnd(42)} p50 ${p50} ms, p95 ${p95} ms`);
  }
  for (const [name, rate] of Object.entries(writtenPerSecond)) {
    console.log(`  written, ${name.padEnd(33)} ${rate} receipts/s`);
  }
  return { volume };
};

try {
  const work = parts.includes('work') ? await doWork() : {};
  const volume = parts.includes('volume') ? await doVolume() : {};
  console.log(JSON.stringify({ bench: 'receipts', ...work, ...volume }));
} finally {
  await installation.close();
}
