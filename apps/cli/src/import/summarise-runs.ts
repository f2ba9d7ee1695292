import type { RunStep } from '@switchyard/application';
import type { Receipt } from '@switchyard/domain';
import type { GatewayClient, ImportedRun } from './gateway-client.ts';

/** One run of a batch with the receipt of its AI step. */
export interface BatchRun {
  readonly run: ImportedRun;
  readonly steps: readonly RunStep[];
  /** The AI step. */
  readonly step: RunStep | undefined;
  readonly receipt: Receipt | null;
}

export const withReceipts = async (client: GatewayClient, runs: readonly ImportedRun[]): Promise<BatchRun[]> => {
  const result: BatchRun[] = [];
  for (const run of runs) {
    const steps = await client.listSteps(run.id);
    const step = steps.find(({ kind }) => kind === 'task');
    result.push({ run, steps, step, receipt: step?.receiptId ? await client.getReceipt(step.receiptId) : null });
  }
  return result;
};

/** Who gave the answer that was accepted: `supplier/model`, or null while a person has it. */
export const acceptedBy = ({ receipt }: BatchRun): string | null =>
  receipt?.attempts.find(({ outcome }) => outcome === 'accepted')?.candidateRef ?? null;

export interface BatchCounts {
  readonly runs: number;
  /** Ended without anybody being asked. */
  readonly straightThrough: number;
  readonly approvalsOpened: number;
  readonly workItemsOpened: number;
  readonly failed: number;
  /** Neither ended nor waiting for a person: must be 0. */
  readonly stuck: number;
  /** Candidate → attempts, accepted answers and cost in micro-dollars, escalations included. */
  readonly bySupplier: Readonly<Record<string, { attempts: number; accepted: number; costMicroUsd: number }>>;
}

const supplierCounts = (batch: readonly BatchRun[]): BatchCounts['bySupplier'] => {
  const counts: Record<string, { attempts: number; accepted: number; costMicroUsd: number }> = {};
  for (const attempt of batch.flatMap(({ receipt }) => receipt?.attempts ?? [])) {
    const entry = counts[attempt.candidateRef] ?? { attempts: 0, accepted: 0, costMicroUsd: 0 };
    entry.attempts += 1;
    entry.accepted += attempt.outcome === 'accepted' ? 1 : 0;
    entry.costMicroUsd += attempt.costMicroUsd;
    counts[attempt.candidateRef] = entry;
  }
  return counts;
};

/** What a batch came to. */
export const countBatch = (batch: readonly BatchRun[]): BatchCounts => {
  const asked = (key: 'approvalId' | 'workItemId') =>
    batch.reduce((sum, { steps }) => sum + steps.filter((step) => step[key] !== null).length, 0);
  return {
    runs: batch.length,
    straightThrough: batch.filter(
      ({ run, steps }) => run.status === 'completed' && steps.every((step) => !step.approvalId && !step.workItemId),
    ).length,
    approvalsOpened: asked('approvalId'),
    workItemsOpened: asked('workItemId'),
    failed: batch.filter(({ run }) => run.status === 'failed').length,
    stuck: batch.filter(({ run }) => run.status === 'running').length,
    bySupplier: supplierCounts(batch),
  };
};
