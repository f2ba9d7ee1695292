import { extractReceiptTask } from '@switchyard/application';
import type { JsonValue } from '@switchyard/domain';
import { extractWithRules } from './extract-with-rules.ts';
import { type FieldTally, type ReceiptFields, tallyFields } from './field-accuracy.ts';
import type { LabelledReceipt } from './receipts-dataset.ts';
import { acceptedBy, type BatchRun } from './summarise-runs.ts';

/** The fields of an answer as text; a missing one is empty, so that it counts as wrong. */
export const fieldsOf = (output: JsonValue): ReceiptFields => {
  const record = typeof output === 'object' && output !== null && !Array.isArray(output) ? output : {};
  const text = (key: string) => String(record[key] ?? '');
  return { company: text('company'), date: text('date'), address: text('address'), total: text('total') };
};

/** Field accuracy of accepted answers per supplier, and of the rules alone on every receipt. */
export const tallyAnswers = async (
  receipts: readonly LabelledReceipt[],
  batch: readonly BatchRun[],
): Promise<Record<string, FieldTally>> => {
  const answers = new Map<string, { gold: ReceiptFields; found: ReceiptFields }[]>();
  for (const [index, item] of batch.entries()) {
    const by = acceptedBy(item);
    const gold = receipts[index]?.gold;
    if (by === null || !gold) continue;
    const pairs = answers.get(by) ?? [];
    pairs.push({ gold, found: fieldsOf(item.step?.output ?? null) });
    answers.set(by, pairs);
  }
  const alone: { gold: ReceiptFields; found: ReceiptFields }[] = [];
  for (const { document, gold } of receipts) {
    alone.push({ gold, found: fieldsOf(await extractWithRules(extractReceiptTask, { document })) });
  }
  const accepted = [...answers].sort().map(([ref, pairs]) => [ref, tallyFields(pairs)] as const);
  return { 'rules alone, all receipts': tallyFields(alone), ...Object.fromEntries(accepted) };
};
