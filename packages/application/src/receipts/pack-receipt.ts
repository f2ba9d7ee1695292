import { hash } from 'node:crypto';
import { type JsonValue, type Receipt, receiptSchema } from '@switchyard/domain';
import { type PackedValue, packValues, valueReader } from './pack-values.ts';
import { fillShape, shapeTextOf } from './split-repeating.ts';

/** A part of a receipt that many share. */
export interface ReceiptPart {
  /** SHA-256 of the shape, base64url. */
  readonly key: string;
  /** JSON. */
  readonly shape: string;
}

export interface PackedReceipt {
  readonly decision: ReceiptPart;
  readonly attempts: ReceiptPart;
  readonly detail: Buffer | null;
}

/** Shape → key: most receipts have one that was seen before. */
const keys = new Map<string, string>();
const keysMax = 1000;

const keyOf = (shape: string): string => {
  const known = keys.get(shape);
  if (known !== undefined) return known;
  if (keys.size >= keysMax) keys.clear();
  const key = hash('sha256', shape, 'base64url');
  keys.set(shape, key);
  return key;
};

/** Fields that are undefined are left out, as JSON would. */
const partOf = (record: object, values: PackedValue[]): ReceiptPart => {
  const shape = shapeTextOf(record as JsonValue, values);
  return { key: keyOf(shape), shape };
};

/** A decision as its shared part and what is its own, which may be made before the rest of a receipt is known. */
export interface PackedDecision {
  readonly part: ReceiptPart;
  readonly values: readonly PackedValue[];
}

export const packDecision = (decision: Receipt['decision']): PackedDecision => {
  const values: PackedValue[] = [];
  return { part: partOf(decision, values), values };
};

/** A receipt as its two shared parts and the few bytes that are its own. What has a column of its own is left out. */
export const packReceipt = (
  {
    v: _v,
    decision,
    outcome: _outcome,
    dataClass: _dataClass,
    costMicroUsd: _costMicroUsd,
    durationMs: _durationMs,
    ...rest
  }: Receipt,
  packed: PackedDecision = packDecision(decision),
): PackedReceipt => {
  const values = [...packed.values];
  const attempts = partOf(rest, values);
  return { decision: packed.part, attempts, detail: packValues(values) };
};

export interface StoredReceipt extends Pick<Receipt, 'outcome' | 'dataClass' | 'costMicroUsd' | 'durationMs'> {
  readonly decision: JsonValue;
  readonly attempts: JsonValue;
  readonly detail: Uint8Array | null;
}

/** The whole receipt from its row and its two parts. Throws ZodError when the parts do not belong together. */
export const unpackReceipt = ({ decision, attempts, detail, ...columns }: StoredReceipt): Receipt => {
  const next = valueReader(detail);
  const filled = fillShape(decision, next);
  const rest = fillShape(attempts, next);
  return receiptSchema.parse({ ...(rest as object), ...columns, v: 1, decision: filled });
};
