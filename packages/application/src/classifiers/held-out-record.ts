import type { HeldOutLabel } from '@switchyard/suppliers';
import { z } from 'zod';

/** Stored with a version: `cases` are [case id, position of the label, answered]. Ids only: of an erased case no text stays. */
export const heldOutSchema = z.object({
  labels: z.array(z.string()),
  cases: z.array(z.tuple([z.string(), z.int(), z.boolean()])),
});
type HeldOutRecord = z.infer<typeof heldOutSchema>;

export const packHeldOut = (ids: readonly string[], answers: readonly HeldOutLabel[]): HeldOutRecord => {
  const labels = [...new Set(answers.map(({ label }) => label))].sort();
  const positions = new Map(labels.map((label, at) => [label, at]));
  const cases = answers.map(({ label, isAnswered }, at): HeldOutRecord['cases'][number] => [
    ids[at] ?? '',
    positions.get(label) ?? 0,
    isAnswered,
  ]);
  return { labels, cases };
};

/** Case id → what was said of it. */
export const unpackHeldOut = ({ labels, cases }: HeldOutRecord): Map<string, HeldOutLabel> =>
  new Map(cases.map(([id, label, isAnswered]) => [id, { label: labels[label] ?? '', isAnswered }]));
