import type { ReceiptAttempt } from '@switchyard/domain';
import { codeOfOrigin } from './receipt-codes.ts';
import { decisiveAttempt, type ReceiptEntry, receiptDay } from './receipt-entry.ts';
import type { TermNumbers } from './receipt-terms.ts';

/** Columns of the spend rollup that a writer gives, with their types. */
export const rollupColumns = {
  organisation_id: 'uuid',
  day: 'date',
  workflow_ref: 'int',
  task_ref: 'int',
  candidate_ref: 'int',
  api_key_ref: 'int',
  person_ref: 'int',
  origin: 'smallint',
  is_simulated: 'boolean',
  receipts: 'int',
  accepted: 'int',
  attempts: 'int',
  errors: 'int',
  cost_micro_usd: 'bigint',
  input_tokens: 'bigint',
  cached_input_tokens: 'bigint',
  output_tokens: 'bigint',
  duration_ms: 'bigint',
  cache_hits: 'int',
  saved_micro_usd: 'bigint',
} as const;

export interface RollupRow {
  readonly organisation_id: string;
  readonly day: string;
  readonly workflow_ref: number;
  readonly task_ref: number;
  readonly candidate_ref: number;
  readonly api_key_ref: number;
  readonly person_ref: number;
  readonly origin: number;
  readonly is_simulated: boolean;
  receipts: number;
  accepted: number;
  attempts: number;
  errors: number;
  cost_micro_usd: number;
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  duration_ms: number;
  cache_hits: number;
  saved_micro_usd: number;
}

/** Whom a row of the rollup is about. */
type Asked = Pick<ReceiptAttempt, 'candidateRef' | 'isSimulated'> | undefined;

const rowFor = ({ context }: ReceiptEntry, numbers: TermNumbers, attempt: Asked): RollupRow => {
  const { organisationId } = context;
  return {
    organisation_id: organisationId,
    day: receiptDay(context.id),
    workflow_ref: numbers(organisationId, 'workflow', context.workflowId) ?? 0,
    task_ref: numbers(organisationId, 'task', context.taskSlug) ?? 0,
    candidate_ref: numbers(organisationId, 'candidate', attempt?.candidateRef ?? null) ?? 0,
    api_key_ref: numbers(organisationId, 'api_key', context.apiKeyId) ?? 0,
    person_ref: numbers(organisationId, 'person', context.personId) ?? 0,
    origin: codeOfOrigin(context.origin),
    is_simulated: attempt?.isSimulated ?? false,
    receipts: 0,
    accepted: 0,
    attempts: 0,
    errors: 0,
    cost_micro_usd: 0,
    input_tokens: 0,
    cached_input_tokens: 0,
    output_tokens: 0,
    duration_ms: 0,
    cache_hits: 0,
    saved_micro_usd: 0,
  };
};

const nameOf = (row: RollupRow): string => {
  const { organisation_id, day, workflow_ref, task_ref, candidate_ref, api_key_ref, person_ref, origin, is_simulated } =
    row;
  const whom = `${workflow_ref} ${task_ref} ${candidate_ref} ${api_key_ref} ${person_ref} ${origin} ${is_simulated}`;
  return `${organisation_id} ${day} ${whom}`;
};

const addAttempt = (row: RollupRow, { outcome, costMicroUsd, tokens, durationMs }: ReceiptAttempt): void => {
  row.attempts += 1;
  row.errors += outcome === 'error' || outcome === 'timeout' ? 1 : 0;
  row.cost_micro_usd += costMicroUsd;
  row.input_tokens += tokens.input + tokens.cachedInput + tokens.cacheWrite;
  row.cached_input_tokens += tokens.cachedInput;
  row.output_tokens += tokens.output;
  row.duration_ms += durationMs;
};

/**
 * What these receipts add to the rollup. Every attempt counts for the candidate that was asked; the receipt itself counts
 * where its answer came from.
 */
export const rollupRows = (entries: readonly ReceiptEntry[], numbers: TermNumbers): RollupRow[] => {
  const rows = new Map<string, RollupRow>();
  const rowOf = (entry: ReceiptEntry, attempt: Asked): RollupRow => {
    const fresh = rowFor(entry, numbers, attempt);
    const key = nameOf(fresh);
    const row = rows.get(key) ?? fresh;
    rows.set(key, row);
    return row;
  };
  for (const entry of entries) {
    const { receipt } = entry;
    const decisive = decisiveAttempt(receipt);
    const own = rowOf(entry, decisive ?? receipt.cache);
    for (const attempt of receipt.attempts) addAttempt(attempt === decisive ? own : rowOf(entry, attempt), attempt);
    own.receipts += 1;
    own.accepted += receipt.outcome === 'accepted' ? 1 : 0;
    own.cache_hits += receipt.cache ? 1 : 0;
    own.saved_micro_usd += receipt.cache?.savedMicroUsd ?? 0;
  }
  return [...rows.values()];
};
