import { jsonValueSchema } from '@switchyard/domain';
import { z } from 'zod';

/** An answer as it is kept, sealed. */
export const keptAnswerSchema = z.object({
  v: z.literal(1),
  candidateRef: z.string(),
  supplierId: z.string().nullable(),
  endpoint: z.string().nullable(),
  isSimulated: z.boolean(),
  answeredByModel: z.string().nullable(),
  /** Of the call that was really made. */
  receiptId: z.string(),
  costMicroUsd: z.int().min(0),
  answeredAt: z.iso.datetime(),
  /** What was answered: a task's output, or a call's reply. */
  body: jsonValueSchema,
});
export type KeptAnswer = z.infer<typeof keptAnswerSchema>;

/** The same in a receipt. */
export const cachedFrom = (kept: KeptAnswer) => ({
  originalReceiptId: kept.receiptId,
  candidateRef: kept.candidateRef,
  answeredByModel: kept.answeredByModel,
  isSimulated: kept.isSimulated,
  answeredAt: kept.answeredAt,
  savedMicroUsd: kept.costMicroUsd,
});

/** How old it is, in whole seconds. */
export const ageSecondsOf = ({ answeredAt }: Pick<KeptAnswer, 'answeredAt'>, now: Date): number =>
  Math.max(0, Math.floor((now.getTime() - Date.parse(answeredAt)) / 1000));
