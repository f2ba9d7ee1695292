import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createGuardedFetch } from '@switchyard/connectors';
import { type Fault, goldKeyOf, type LabSimulator, startLabSimulator } from '../src/index.ts';

export const receiptText = [
  'SUNRISE STATIONERY SDN BHD',
  'NO. 12, JALAN MERAH 3,',
  '43000 KAJANG, SELANGOR',
  'DATE: 05/03/2026',
  'TOTAL RM 42.50',
  'CASH 50.00',
  'CHANGE 7.50',
].join('\n');

export const goldAnswer = {
  company: 'SUNRISE STATIONERY SDN BHD',
  date: '2026-03-05',
  total: 42.5,
};

export interface TestLab extends LabSimulator {
  readonly guardedFetch: typeof globalThis.fetch;
  fault(...faults: Partial<Fault>[]): Promise<void>;
}

/** A simulator without latency, with the gold answer of `receiptText`, on a free port. */
export const startTestLab = async (): Promise<TestLab> => {
  const folder = mkdtempSync(join(tmpdir(), 'switchyard-gold-'));
  const goldPath = join(folder, 'gold.json');
  writeFileSync(goldPath, JSON.stringify({ v: 1, answers: { [goldKeyOf(receiptText)]: goldAnswer } }));
  const simulator = await startLabSimulator({ port: 0, latencyScale: 0, goldPath }).finally(() =>
    rmSync(folder, { recursive: true, force: true }),
  );
  return {
    ...simulator,
    guardedFetch: createGuardedFetch({ allowedHosts: [new URL(simulator.url).host] }),
    fault: async (...faults) => {
      await fetch(`${simulator.url}/__control`, { method: 'POST', body: JSON.stringify({ faults }) });
    },
  };
};
