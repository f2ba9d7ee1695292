import type { Tx } from '@switchyard/db';
import type { Receipt, ReceiptAttempt, TokenUsage } from '@switchyard/domain';
import { findBasis } from '../replay/decision-basis.ts';
import { storeBases } from '../replay/snapshot-store.ts';
import { recordEvidence } from '../routing/record-evidence.ts';
import { type PackedReceipt, packReceipt } from './pack-receipt.ts';
import { defineColumns, listColumns, raiseRollups } from './raise-rollups.ts';
import { codeOfDataClass, codeOfOrigin, codeOfOutcome } from './receipt-codes.ts';
import { decisiveAttempt, type ReceiptContext, type ReceiptEntry, receiptTime } from './receipt-entry.ts';
import { resolveTerms, type Term, type TermNumbers } from './receipt-terms.ts';
import { rollupColumns, rollupRows } from './rollup-rows.ts';

/**
 * Stores receipts with their evidence and spend, in the caller's transaction: one statement for all of them, which travels
 * with the commit. They may belong to several organisations when the transaction's scope is `system`.
 */
export const recordReceipts = async (tx: Tx, entries: readonly ReceiptEntry[]): Promise<void> => {
  if (entries.length === 0) return;
  const bases = await storeBases(tx, entries.map(basisEntryOf));
  const packed = entries.map((entry, at) => ({
    ...entry,
    packed: packReceipt(entry.receipt, entry.packedDecision),
    basis: bases[at] ?? null,
  }));
  const numbers = await resolveTerms(tx, packed.flatMap(termsOf));
  for (const { context, receipt } of entries) {
    if (context.taskId !== null) await recordEvidence(tx, context, receipt.attempts);
  }
  const rollups = rollupRows(entries, numbers);
  tx.send(writeStatement, [JSON.stringify(packed.map((entry) => rowOf(entry, numbers))), JSON.stringify(rollups)]);
};

/** Stores one receipt; see `recordReceipts`. */
export const recordReceipt = (tx: Tx, context: ReceiptContext, receipt: Receipt): Promise<void> =>
  recordReceipts(tx, [{ context, receipt }]);

interface PackedEntry extends ReceiptEntry {
  readonly packed: PackedReceipt;
  readonly basis: Buffer | null;
}

const basisEntryOf = ({ context, receipt }: ReceiptEntry) => ({
  organisationId: context.organisationId,
  receiptId: context.id,
  basis: findBasis(receipt.decision),
});

const termsOf = ({ context, receipt, packed }: PackedEntry): Term[] => {
  const { organisationId } = context;
  const names = [
    ['workflow', context.workflowId],
    ['task', context.taskSlug],
    ['task_version', context.taskVersionId],
    ['api_key', context.apiKeyId],
    ['person', context.personId],
    ['price', decisiveAttempt(receipt)?.priceVersion ?? null],
    ...receipt.attempts.map(({ candidateRef }) => ['candidate', candidateRef] as const),
    ['candidate', receipt.cache?.candidateRef ?? null],
  ] as const;
  return [
    ...names.flatMap(([kind, key]) => (key === null ? [] : [{ organisationId, kind, key }])),
    { organisationId, kind: 'decision', key: packed.decision.key, body: packed.decision.shape },
    { organisationId, kind: 'attempts', key: packed.attempts.key, body: packed.attempts.shape },
  ];
};

const sumTokens = (attempts: readonly ReceiptAttempt[], kind: keyof TokenUsage): number =>
  attempts.reduce((sum, { tokens }) => sum + (tokens[kind] ?? 0), 0);

/** What is null is left out of what is sent: a third of the columns mostly is. Stored, null is also shorter than zero. */
const orNothing = (count: number): number | undefined => (count === 0 ? undefined : count);

const columns = {
  created_at: 'timestamptz',
  cost_micro_usd: 'bigint',
  input_hash: 'bigint',
  workflow_ref: 'int',
  task_ref: 'int',
  task_version_ref: 'int',
  candidate_ref: 'int',
  price_ref: 'int',
  api_key_ref: 'int',
  person_ref: 'int',
  decision_ref: 'int',
  attempts_ref: 'int',
  input_tokens: 'int',
  cached_input_tokens: 'int',
  cache_write_tokens: 'int',
  output_tokens: 'int',
  reasoning_tokens: 'int',
  duration_ms: 'int',
  attempts: 'smallint',
  origin: 'smallint',
  outcome: 'smallint',
  data_class: 'smallint',
  is_simulated: 'boolean',
  is_cache_hit: 'boolean',
  id: 'uuid',
  organisation_id: 'uuid',
  run_id: 'uuid',
  step_id: 'uuid',
  also_tried_refs: 'int[]',
  detail: 'bytea',
  basis: 'bytea',
} as const;

type Row = Record<keyof typeof columns, string | number | boolean | readonly number[] | undefined>;

const hexOf = (bytes: Buffer | null): string | undefined =>
  bytes === null ? undefined : `\\x${bytes.toString('hex')}`;

type NumberOf = (kind: Parameters<TermNumbers>[1], key: string | null | undefined) => number | undefined;

const othersAsked = (
  attempts: readonly ReceiptAttempt[],
  candidate: number | undefined,
  numberOf: NumberOf,
): number[] | undefined => {
  const asked = new Set(attempts.map(({ candidateRef }) => numberOf('candidate', candidateRef) ?? 0));
  if (candidate !== undefined) asked.delete(candidate);
  return asked.size === 0 ? undefined : [...asked];
};

const rowOf = ({ context, receipt, packed, basis }: PackedEntry, numbers: TermNumbers): Row => {
  const { organisationId } = context;
  const { attempts } = receipt;
  const decisive = decisiveAttempt(receipt);
  const numberOf: NumberOf = (kind, key) => numbers(organisationId, kind, key ?? null) ?? undefined;
  const candidate = numberOf('candidate', decisive?.candidateRef ?? receipt.cache?.candidateRef);
  return {
    created_at: receiptTime(context.id).toISOString(),
    cost_micro_usd: receipt.costMicroUsd,
    input_hash: context.inputHash === null ? undefined : String(context.inputHash),
    workflow_ref: numberOf('workflow', context.workflowId),
    task_ref: numberOf('task', context.taskSlug),
    task_version_ref: numberOf('task_version', context.taskVersionId),
    candidate_ref: candidate,
    price_ref: numberOf('price', decisive?.priceVersion),
    api_key_ref: numberOf('api_key', context.apiKeyId),
    person_ref: numberOf('person', context.personId),
    decision_ref: numberOf('decision', packed.decision.key),
    attempts_ref: numberOf('attempts', packed.attempts.key),
    input_tokens: sumTokens(attempts, 'input'),
    cached_input_tokens: orNothing(sumTokens(attempts, 'cachedInput')),
    cache_write_tokens: orNothing(sumTokens(attempts, 'cacheWrite')),
    output_tokens: sumTokens(attempts, 'output'),
    reasoning_tokens: orNothing(sumTokens(attempts, 'reasoning')),
    duration_ms: receipt.durationMs,
    attempts: attempts.length,
    origin: codeOfOrigin(context.origin),
    outcome: codeOfOutcome(receipt.outcome),
    data_class: codeOfDataClass(receipt.dataClass),
    is_simulated: receipt.cache?.isSimulated ?? attempts.some(({ isSimulated }) => isSimulated),
    is_cache_hit: context.isCacheHit,
    id: context.id,
    organisation_id: organisationId,
    run_id: context.runId ?? undefined,
    step_id: context.stepId ?? undefined,
    also_tried_refs: attempts.length > 1 ? othersAsked(attempts, candidate, numberOf) : undefined,
    detail: hexOf(packed.detail),
    basis: hexOf(basis),
  };
};

const writeStatement = `
  WITH written AS (
    INSERT INTO receipt (${listColumns(columns)})
    SELECT ${listColumns(columns)} FROM json_to_recordset($1::json) AS given (${defineColumns(columns)}))
  ${raiseRollups(`json_to_recordset($2::json) AS raised (${defineColumns(rollupColumns)})`)}`;
