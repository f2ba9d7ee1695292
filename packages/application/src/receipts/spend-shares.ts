import { receiptOrigins } from '@switchyard/domain';
import { z } from 'zod';
import { noneKey } from './receipt-filter.ts';

export const spendShareSchema = z.object({
  /** What narrows the receipts to these, in the field of the filter that the table goes by. */
  key: z.string(),
  label: z.string(),
  isSimulated: z.boolean(),
  /** Receipts whose answer came from here. */
  receipts: z.int(),
  /** Attempts, not receipts: an answer that failed its checks was paid for too. */
  attempts: z.int(),
  /** Of the attempts, those that ended in an error or a timeout. */
  errors: z.int(),
  costMicroUsd: z.int(),
  /** All that was read, cached tokens included. */
  inputTokens: z.int(),
  cachedInputTokens: z.int(),
  outputTokens: z.int(),
  /** Of all attempts together. */
  durationMs: z.int(),
  /** Answers given again from the cache, and what they had cost the first time. */
  cacheHits: z.int(),
  savedMicroUsd: z.int(),
});
export type SpendShare = z.infer<typeof spendShareSchema>;

export type SpendAmount = Omit<SpendShare, 'key' | 'label' | 'isSimulated'>;

/** A row of the grouped rollup: exactly one of the dimensions is not null. */
export interface SpendGroup extends SpendAmount {
  readonly day: string | null;
  readonly workflow: number | null;
  readonly task: number | null;
  readonly candidate: number | null;
  readonly person: number | null;
  readonly apiKey: number | null;
  readonly origin: number | null;
  readonly isSimulated: boolean;
}

export interface TermName {
  readonly id: number;
  readonly kind: string;
  readonly key: string;
  readonly name: string | null;
}

const amounts = [
  'receipts',
  'attempts',
  'errors',
  'costMicroUsd',
  'inputTokens',
  'cachedInputTokens',
  'outputTokens',
  'durationMs',
  'cacheHits',
  'savedMicroUsd',
] as const;

const nothing: SpendAmount = {
  receipts: 0,
  attempts: 0,
  errors: 0,
  costMicroUsd: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  durationMs: 0,
  cacheHits: 0,
  savedMicroUsd: 0,
};

export const addUp = (rows: readonly SpendAmount[]): SpendAmount => {
  const total = { ...nothing };
  for (const row of rows) for (const amount of amounts) total[amount] += row[amount];
  return total;
};

interface Named {
  readonly key: string;
  readonly label: string;
}

const sharesMax = 100;

/** Rows of one dimension under the names that `nameOf` gives them, dearest first. */
const share = (
  rows: readonly SpendGroup[],
  dimension: Exclude<keyof SpendGroup, keyof SpendAmount | 'day' | 'isSimulated'>,
  nameOf: (ref: number) => Named,
): SpendShare[] => {
  const own = rows.flatMap((row) => {
    const ref = row[dimension];
    return ref === null ? [] : [{ row, named: nameOf(ref) }];
  });
  const groups = Map.groupBy(own, ({ row, named }) => `${row.isSimulated} ${named.key}`);
  return [...groups.values()]
    .flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [
            {
              ...first.named,
              isSimulated: first.row.isSimulated,
              ...addUp([first, ...others].map(({ row }) => row)),
            },
          ],
    )
    .sort((left, right) => right.costMicroUsd - left.costMicroUsd || right.attempts - left.attempts)
    .slice(0, sharesMax);
};

const originLabels = ['Steps of processes', 'Gateway', 'Evals', 'Tried out', 'Corrections'];
const originKeys = [...receiptOrigins, 'correction'];

/** Every table of the spend page from the grouped rollup. */
export const sharesBy = (rows: readonly SpendGroup[], terms: readonly TermName[]) => {
  const known = new Map(terms.map((term) => [term.id, term]));
  const named =
    (none: string) =>
    (ref: number): Named => {
      const term = known.get(ref);
      return term ? { key: term.key, label: term.name ?? term.key } : { key: noneKey, label: none };
    };
  const supplier = (ref: number): Named => {
    const { key, label } = named('Nobody')(ref);
    return { key: key.split('/', 1).join(), label: label.includes('/') ? label.split('/', 1).join() : label };
  };
  const model = (ref: number): Named => {
    const { key, label } = named('Nobody')(ref);
    const slash = key.indexOf('/');
    return slash < 0 ? { key, label } : { key, label: `${supplier(ref).label} ${key.slice(slash + 1)}` };
  };
  return {
    bySupplier: share(rows, 'candidate', supplier),
    byModel: share(rows, 'candidate', model),
    byTask: share(rows, 'task', named('Without a task')),
    byWorkflow: share(rows, 'workflow', named('Outside a process')),
    byPerson: share(rows, 'person', named('Nobody in person')),
    byApiKey: share(rows, 'apiKey', named('Without an API key')),
    byOrigin: share(rows, 'origin', (code) => ({
      key: originKeys[code - 1] ?? noneKey,
      label: originLabels[code - 1] ?? noneKey,
    })),
  };
};
