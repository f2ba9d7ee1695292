import type { Receipt, ReceiptAttempt } from '@switchyard/domain';
import { z } from 'zod';
import { decisiveAttempt } from './receipt-entry.ts';
import { noneKey, type ReceiptFilter } from './receipt-filter.ts';

/** What of a receipt belongs to the number that a filter stands for: spend is counted by attempt, and others may have been asked too. */
export const receiptPartSchema = z.object({
  /** The receipt itself counts here: its answer came from whom the filter names. */
  isCounted: z.boolean(),
  attempts: z.int(),
  /** Of the attempts, those that ended in an error or a timeout. */
  errors: z.int(),
  costMicroUsd: z.int(),
  /** All that was read, cached tokens included. */
  inputTokens: z.int(),
  outputTokens: z.int(),
  durationMs: z.int(),
  /** What an answer from the cache had cost the first time. */
  savedMicroUsd: z.int(),
});
export type ReceiptPart = z.infer<typeof receiptPartSchema>;

type Asked = Pick<ReceiptAttempt, 'candidateRef' | 'isSimulated'>;

const isWanted = (filter: ReceiptFilter, asked: Asked | undefined): boolean => {
  const { supplierSlug, modelKey, isSimulated } = filter;
  if (isSimulated !== undefined && isSimulated !== (asked?.isSimulated ?? false)) return false;
  if (supplierSlug === undefined && modelKey === undefined) return true;
  if (!asked) return supplierSlug === noneKey;
  const slash = asked.candidateRef.indexOf('/');
  const supplier = slash < 0 ? asked.candidateRef : asked.candidateRef.slice(0, slash);
  const model = slash < 0 ? noneKey : asked.candidateRef.slice(slash + 1);
  return (supplierSlug ?? supplier) === supplier && (modelKey ?? model) === model;
};

const sum = <Each>(each: readonly Each[], pick: (one: Each) => number): number =>
  each.reduce((total, one) => total + pick(one), 0);

/** The same cut through one receipt as the rollup makes through all of them. */
export const partOf = (receipt: Receipt, filter: ReceiptFilter): ReceiptPart => {
  const attempts = receipt.attempts.filter((attempt) => isWanted(filter, attempt));
  const isCounted = isWanted(filter, decisiveAttempt(receipt) ?? receipt.cache);
  return {
    isCounted,
    attempts: attempts.length,
    errors: attempts.filter(({ outcome }) => outcome === 'error' || outcome === 'timeout').length,
    costMicroUsd: sum(attempts, ({ costMicroUsd }) => costMicroUsd),
    inputTokens: sum(attempts, ({ tokens }) => tokens.input + tokens.cachedInput + tokens.cacheWrite),
    outputTokens: sum(attempts, ({ tokens }) => tokens.output),
    durationMs: sum(attempts, ({ durationMs }) => durationMs),
    savedMicroUsd: isCounted ? (receipt.cache?.savedMicroUsd ?? 0) : 0,
  };
};
