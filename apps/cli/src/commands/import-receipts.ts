import { invoiceWorkflowSlug, vendorsCsv, vendorsSource } from '@switchyard/application';
import type { CommandProgram } from '../command.ts';
import { createGatewayClient } from '../import/gateway-client.ts';
import { importBatch } from '../import/import-batch.ts';
import { readImportOptions } from '../import/import-options.ts';
import { goldAnswer, readReceipts, regularVendorsCsv } from '../import/receipts-dataset.ts';
import { reportCounts, reportFields } from '../import/report-batch.ts';
import { showProgress } from '../import/show-progress.ts';
import { countBatch, withReceipts } from '../import/summarise-runs.ts';
import { tallyAnswers } from '../import/tally-answers.ts';
import { teachSimulator } from '../import/teach-simulator.ts';
import { say } from '../terminal.ts';

export const runImportReceipts: CommandProgram = async (args) => {
  const options = readImportOptions(args, { directory: '../shared/data/sroie' });
  const receipts = readReceipts(options.directory).slice(0, options.limit);
  const client = createGatewayClient(options.gatewayUrl, options.apiKey);
  const isTaught = await teachSimulator(
    options.simulatorUrl,
    receipts.map((receipt) => ({ text: receipt.document, answer: goldAnswer(receipt) })),
  );
  const vendors = `${vendorsCsv.trimEnd()}\n${regularVendorsCsv(receipts).split('\n').slice(1).join('\n')}`;
  await client.putSourceContent(vendorsSource.slug, vendors, 'text/csv');
  const runs = await importBatch({
    client,
    workflow: invoiceWorkflowSlug,
    items: receipts.map(({ id, document }) => ({
      idempotencyKey: `receipt-${id}`,
      input: { reference: `receipt-${id}`, document },
    })),
    concurrency: 8,
    patienceMs: 60_000,
    onProgress: showProgress,
  });
  const batch = await withReceipts(client, runs);
  const counts = countBatch(batch);
  say(['', ...reportCounts(counts), '', ...reportFields(await tallyAnswers(receipts, batch)), ''].join('\n'));
  if (isTaught) say('  Models are simulated: the labels with the stated error rates applied (packages/lab-simulator).');
  say('  Known vendors: companies that issued at least two of these receipts.');
  return counts.stuck === 0 ? 0 : 1;
};
