import { triageWorkflowSlug } from '@switchyard/application';
import type { JsonObject } from '@switchyard/domain';
import { importBatch } from '../../apps/cli/src/import/import-batch.ts';
import { readMessages } from '../../apps/cli/src/import/messages-dataset.ts';
import { acceptedBy, type BatchRun, countBatch, withReceipts } from '../../apps/cli/src/import/summarise-runs.ts';
import { teachSimulator } from '../../apps/cli/src/import/teach-simulator.ts';
import type { BenchInstallation } from '../installation/open-installation.ts';
import { answerInbox } from './answer-inbox.ts';
import { type BatchReport, gatewayOf } from './run-receipts.ts';

export interface MessagesReport extends BatchReport {
  /** Who answered → messages answered, and intents that fit the label. */
  readonly intents: Readonly<Record<string, { answers: number; right: number }>>;
}

const intentOf = ({ step }: BatchRun): unknown => {
  const output = step?.output;
  return typeof output === 'object' && output !== null && !Array.isArray(output) ? output.intent : undefined;
};

/** Every n-th message, so that a part has all intents: the file is sorted by them. */
const spread = <Item>(items: readonly Item[], limit: number): Item[] => {
  const every = Math.max(1, Math.floor(items.length / limit));
  return items.filter((_, index) => index % every === 0).slice(0, limit);
};

/** Messages through support triage; Carla takes the urgent ones, people name the intent where no supplier could. */
export const runMessages = async (
  installation: BenchInstallation,
  directory: string,
  limit: number,
): Promise<MessagesReport> => {
  const messages = spread(readMessages(directory), limit);
  const client = gatewayOf(installation);
  await teachSimulator(
    installation.simulatorUrl,
    messages.map(({ message, intent }) => ({ text: message, answer: { intent } })),
  );
  const startedAt = performance.now();
  const runs = await importBatch({
    client,
    workflow: triageWorkflowSlug,
    items: messages.map(({ id, message }) => ({ idempotencyKey: `message-${id}`, input: { message } })),
    concurrency: 8,
    patienceMs: 120_000,
    onProgress: () => undefined,
  });
  const labelled = new Map<unknown, JsonObject>(messages.map(({ message, intent }) => [message, { intent }]));
  const people = await Promise.all(['carla@demo.local', 'omar@demo.local'].map((email) => installation.person(email)));
  const done = await answerInbox(installation, people, (input) => labelled.get(input.message) ?? { intent: 'other' });
  const seconds = (performance.now() - startedAt) / 1000;
  const batch = await withReceipts(client, await Promise.all(runs.map(({ id }) => client.getRun(id))));
  const intents: Record<string, { answers: number; right: number }> = {};
  for (const [index, item] of batch.entries()) {
    const by = acceptedBy(item);
    if (by === null) continue;
    const entry = intents[by] ?? { answers: 0, right: 0 };
    entry.answers += 1;
    entry.right += intentOf(item) === messages[index]?.intent ? 1 : 0;
    intents[by] = entry;
  }
  return { counts: countBatch(batch), ...done, seconds, intents };
};
