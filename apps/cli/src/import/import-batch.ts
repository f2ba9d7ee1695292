import { setTimeout as delay } from 'node:timers/promises';
import type { JsonObject } from '@switchyard/domain';
import type { GatewayClient, ImportedRun } from './gateway-client.ts';

export interface BatchItem {
  /** Starts the same run once, however often the import is repeated. */
  readonly idempotencyKey: string;
  readonly input: JsonObject;
}

export interface BatchOptions {
  readonly client: GatewayClient;
  readonly workflow: string;
  readonly items: readonly BatchItem[];
  readonly concurrency: number;
  /** Longest time without any run coming to rest before the import gives up waiting. */
  readonly patienceMs: number;
  readonly onProgress: (started: number, settled: number, total: number) => void;
}

/** A run is at rest when it has ended or waits for a person. */
const isAtRest = (run: ImportedRun): boolean => run.status !== 'running';

const inParallel = async <Item>(
  items: readonly Item[],
  concurrency: number,
  work: (item: Item, index: number) => Promise<void>,
) => {
  let next = 0;
  const lane = async () => {
    for (let index = next++; index < items.length; index = next++) {
      const item = items[index];
      if (item !== undefined) await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, lane));
};

/** Starts one run per item and waits until every one is at rest or none has moved for `patienceMs`; in item order. */
export const importBatch = async (options: BatchOptions): Promise<ImportedRun[]> => {
  const { client, workflow, items, concurrency } = options;
  const runIds: string[] = [];
  let started = 0;
  await inParallel(items, concurrency, async (item, index) => {
    const run = await client.startRun(workflow, item.input, item.idempotencyKey);
    runIds[index] = run.runId;
    started += 1;
    options.onProgress(started, 0, items.length);
  });
  return awaitRest(options, runIds);
};

const awaitRest = async (options: BatchOptions, runIds: readonly string[]): Promise<ImportedRun[]> => {
  const runs: ImportedRun[] = [];
  const moving = new Set(runIds.keys());
  let movedAt = performance.now();
  while (moving.size > 0 && performance.now() - movedAt < options.patienceMs) {
    await inParallel([...moving], options.concurrency, async (index) => {
      const run = await options.client.getRun(runIds[index] ?? '');
      runs[index] = run;
      if (!isAtRest(run)) return;
      moving.delete(index);
      movedAt = performance.now();
    });
    options.onProgress(runIds.length, runIds.length - moving.size, runIds.length);
    if (moving.size > 0) await delay(500);
  }
  return runs;
};
