import { triageWorkflowSlug } from '@switchyard/application';
import type { CommandProgram } from '../command.ts';
import { createGatewayClient } from '../import/gateway-client.ts';
import { importBatch } from '../import/import-batch.ts';
import { readImportOptions } from '../import/import-options.ts';
import { readMessages } from '../import/messages-dataset.ts';
import { reportCounts } from '../import/report-batch.ts';
import { showProgress } from '../import/show-progress.ts';
import { acceptedBy, type BatchRun, countBatch, withReceipts } from '../import/summarise-runs.ts';
import { teachSimulator } from '../import/teach-simulator.ts';
import { say } from '../terminal.ts';

const intentOf = ({ step }: BatchRun): unknown => {
  const output = step?.output;
  return typeof output === 'object' && output !== null && !Array.isArray(output) ? output.intent : undefined;
};

export const runImportMessages: CommandProgram = async (args) => {
  const options = readImportOptions(args, { directory: '../shared/data/banking77' });
  const messages = readMessages(options.directory).slice(0, options.limit);
  const client = createGatewayClient(options.gatewayUrl, options.apiKey);
  const isTaught = await teachSimulator(
    options.simulatorUrl,
    messages.map(({ message, intent }) => ({ text: message, answer: { intent } })),
  );
  const runs = await importBatch({
    client,
    workflow: triageWorkflowSlug,
    items: messages.map(({ id, message }) => ({ idempotencyKey: `message-${id}`, input: { message } })),
    concurrency: 8,
    patienceMs: 60_000,
    onProgress: showProgress,
  });
  const batch = await withReceipts(client, runs);
  const counts = countBatch(batch);
  const answered = batch.flatMap((item, index) => (acceptedBy(item) === null ? [] : [{ item, index }]));
  const right = answered.filter(({ item, index }) => intentOf(item) === messages[index]?.intent).length;
  say(['', ...reportCounts(counts), '', `  Intent right: ${right} of ${answered.length} answered.`].join('\n'));
  if (isTaught) say('  Models are simulated: the labels with the stated error rates applied (packages/lab-simulator).');
  return counts.stuck === 0 ? 0 : 1;
};
