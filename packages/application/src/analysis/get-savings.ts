import { type Actor, type Candidate, candidateSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { isOfTask, loadReplayPage, type ReplayedReceipt } from './replay-source.ts';

export const getSavingsInput = z.object({
  /** Who would always have been asked: `supplier/model`. Without one, the dearest model that each decision knew. */
  reference: z.string().max(200).optional(),
  taskSlug: slugSchema.optional(),
  /** The newest receipts that are looked at. */
  limit: z.int().min(1).max(2000).default(500),
});

/** One receipt beside what the reference would have cost for it. */
const comparedSchema = z.object({
  receiptId: z.string(),
  reference: z.string(),
  actualMicroUsd: z.int(),
  referenceMicroUsd: z.int(),
});
export type ComparedReceipt = z.infer<typeof comparedSchema>;

const taskSchema = z.object({
  taskSlug: z.string(),
  receipts: z.int(),
  actualMicroUsd: z.int(),
  referenceMicroUsd: z.int(),
  references: z.array(z.string()),
});

export const savingsSchema = z.object({
  /** Receipts compared; those whose decision did not know the reference are left out. */
  receipts: z.int(),
  skipped: z.int(),
  actualMicroUsd: z.int(),
  /** What one attempt each at the reference would have cost. */
  referenceMicroUsd: z.int(),
  hasSimulated: z.boolean(),
  tasks: z.array(taskSchema),
  /** Every receipt that was compared, newest first. */
  compared: z.array(comparedSchema),
});
export type Savings = z.infer<typeof savingsSchema>;

const consideredSchema = z.object({
  candidates: z.array(candidateSchema),
  excluded: z.array(z.object({ candidate: candidateSchema })),
});

/** The reference as this receipt's own decision priced it: at its input's length and the prices of that day. */
const referenceOf = ({ decision }: ReplayedReceipt, reference: string | undefined): Candidate | null => {
  const considered = consideredSchema.safeParse(decision);
  if (!considered.success) return null;
  const { candidates, excluded } = considered.data;
  const all = [...candidates, ...excluded.map(({ candidate }) => candidate)];
  if (reference !== undefined) return all.find(({ ref }) => ref === reference) ?? null;
  const models = all.filter(({ modelKey, expectedCostMicroUsd }) => modelKey !== null && expectedCostMicroUsd > 0);
  return models.reduce<Candidate | null>(
    (dearest, each) => (dearest && dearest.expectedCostMicroUsd >= each.expectedCostMicroUsd ? dearest : each),
    null,
  );
};

/** What was saved against always asking the reference, over the newest receipts. */
export const getSavings = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getSavingsInput> = {},
): Promise<Savings> => {
  authorise(actor, 'receipts.read');
  const { reference, taskSlug, limit } = getSavingsInput.parse(raw);
  const page = await app.db.transaction(tenant(actor), (tx) =>
    loadReplayPage(tx, actor.organisationId, { cursor: undefined, limit, taskSlug }),
  );
  // What the cache saved is not what choosing saved.
  const receipts = page.receipts.filter(isOfTask).filter(({ isCacheHit }) => !isCacheHit);
  const compared = receipts.flatMap((receipt) => {
    const found = referenceOf(receipt, reference);
    return found ? [{ receipt, found }] : [];
  });
  const tasks = [...Map.groupBy(compared, ({ receipt }) => receipt.task.slug)].map(([slug, own]) => ({
    taskSlug: slug,
    receipts: own.length,
    actualMicroUsd: own.reduce((sum, { receipt }) => sum + receipt.costMicroUsd, 0),
    referenceMicroUsd: own.reduce((sum, { found }) => sum + found.expectedCostMicroUsd, 0),
    references: [...new Set(own.map(({ found }) => found.ref))].sort(),
  }));
  return {
    receipts: compared.length,
    skipped: receipts.length - compared.length,
    actualMicroUsd: tasks.reduce((sum, task) => sum + task.actualMicroUsd, 0),
    referenceMicroUsd: tasks.reduce((sum, task) => sum + task.referenceMicroUsd, 0),
    hasSimulated: compared.some(({ receipt }) => receipt.isSimulated),
    tasks: tasks.sort((left, right) => right.referenceMicroUsd - left.referenceMicroUsd),
    compared: compared.map(({ receipt, found }) => ({
      receiptId: receipt.id,
      reference: found.ref,
      actualMicroUsd: receipt.costMicroUsd,
      referenceMicroUsd: found.expectedCostMicroUsd,
    })),
  };
};
