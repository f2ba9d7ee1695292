import { readFileSync } from 'node:fs';
import { extractReceiptTask, invoiceWorkflowSlug, vendorsCsv, vendorsSource } from '@switchyard/application';
import type { JsonObject } from '@switchyard/domain';
import { extractWithModel } from '../../apps/cli/src/import/extract-with-model.ts';
import { type FieldTally, tallyFields } from '../../apps/cli/src/import/field-accuracy.ts';
import { createGatewayClient } from '../../apps/cli/src/import/gateway-client.ts';
import { importBatch } from '../../apps/cli/src/import/import-batch.ts';
import {
  goldAnswer,
  type LabelledReceipt,
  readReceipts,
  regularVendorsCsv,
} from '../../apps/cli/src/import/receipts-dataset.ts';
import { type BatchCounts, countBatch, withReceipts } from '../../apps/cli/src/import/summarise-runs.ts';
import { fieldsOf, tallyAnswers } from '../../apps/cli/src/import/tally-answers.ts';
import { teachSimulator } from '../../apps/cli/src/import/teach-simulator.ts';
import { demoKeyFile } from '../../apps/cli/src/start/demo-key-file.ts';
import type { BenchInstallation } from '../installation/open-installation.ts';
import { keepInFlight } from '../measure/in-flight.ts';
import { answerInbox } from './answer-inbox.ts';

export interface BatchReport {
  readonly counts: BatchCounts;
  readonly decisions: number;
  readonly workItems: number;
  readonly stuck: number;
  readonly seconds: number;
}

export interface ReceiptsReport extends BatchReport {
  /** Who answered → right fields. */
  readonly fields: Readonly<Record<string, FieldTally>>;
}

export const gatewayOf = ({ gatewayUrl, directory }: BenchInstallation) =>
  createGatewayClient(gatewayUrl, readFileSync(demoKeyFile(directory), 'utf8').trim());

const models = [
  { kind: 'openai', key: 'sim-small' },
  { kind: 'openai', key: 'sim-medium' },
  { kind: 'openai', key: 'sim-large' },
  { kind: 'anthropic', key: 'sim-claude-small' },
  { kind: 'anthropic', key: 'sim-claude-large' },
] as const;

/** Every receipt to every simulated model, outside any workflow: how right each is alone. */
const askModelsAlone = async (simulatorUrl: string, receipts: readonly LabelledReceipt[]) => {
  const tallies: Record<string, FieldTally> = {};
  for (const model of models) {
    const pairs: Parameters<typeof tallyFields>[0][number][] = [];
    await keepInFlight(receipts.length, 8, async (index) => {
      const receipt = receipts[index];
      if (!receipt) return;
      const answer = await extractWithModel(extractReceiptTask, { document: receipt.document }, model, simulatorUrl);
      pairs.push({ gold: receipt.gold, found: fieldsOf(answer) });
    });
    tallies[`${model.key} alone`] = tallyFields(pairs);
  }
  return tallies;
};

/** Imports the receipts by the public API, lets Ben, Carla and Omar answer what comes to people, until every run has ended. */
export const runReceipts = async (
  installation: BenchInstallation,
  directory: string,
  limit: number,
): Promise<ReceiptsReport> => {
  const receipts = readReceipts(directory).slice(0, limit);
  const client = gatewayOf(installation);
  const answers = receipts.map((receipt) => ({ text: receipt.document, answer: goldAnswer(receipt) }));
  await teachSimulator(installation.simulatorUrl, answers);
  const vendors = `${vendorsCsv.trimEnd()}\n${regularVendorsCsv(receipts).split('\n').slice(1).join('\n')}`;
  await client.putSourceContent(vendorsSource.slug, vendors, 'text/csv');
  const startedAt = performance.now();
  const runs = await importBatch({
    client,
    workflow: invoiceWorkflowSlug,
    items: receipts.map(({ id, document }) => ({
      idempotencyKey: `receipt-${id}`,
      input: { reference: `receipt-${id}`, document },
    })),
    concurrency: 8,
    patienceMs: 120_000,
    onProgress: () => undefined,
  });
  const labelled = new Map<unknown, JsonObject>(answers.map(({ text, answer }) => [text, answer]));
  const people = await Promise.all(
    ['ben@demo.local', 'carla@demo.local', 'omar@demo.local'].map((email) => installation.person(email)),
  );
  const known = (input: JsonObject): JsonObject => {
    const answer = labelled.get(input.document) ?? { company: 'Unknown', address: 'Unknown', total: 1 };
    // A label that is no day stays unread by our people too; they put the year the dataset is from.
    return /^\d{4}-\d\d-\d\d$/.test(String(answer.date)) ? answer : { ...answer, date: '2018-01-01' };
  };
  const done = await answerInbox(installation, people, known);
  const seconds = (performance.now() - startedAt) / 1000;
  const ended = await Promise.all(runs.map(({ id }) => client.getRun(id)));
  const batch = await withReceipts(client, ended);
  const fields = {
    ...(await tallyAnswers(receipts, batch)),
    ...(await askModelsAlone(installation.simulatorUrl, receipts)),
  };
  return { counts: countBatch(batch), ...done, seconds, fields };
};
