import { type PackedValue, packValues, valueReader } from '../receipts/pack-values.ts';
import type { DecisionBasis } from './decision-basis.ts';
import type { SplitPart } from './split-ground.ts';

/** How a ground's numbers differ from the snapshot's: place among all values of all parts, and what stands there. */
export type GroundPatch = readonly (readonly [at: number, value: PackedValue])[];

/** What a receipt keeps of a decision's basis. */
export interface StoredBasis {
  readonly snapshotId: number;
  readonly inputTokens: number;
  readonly segment: string | null;
  /** What the router read in the input, in single precision; null without one. */
  readonly features: readonly number[] | null;
  readonly patch: readonly PackedValue[];
}

/** More than that is kept as a snapshot of its own. */
const patchMax = 24;

const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);
const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

const differenceMax = 2 ** 40;

/** A whole number as its difference, any other number and a text as it is; undefined where the reader could not tell. */
const codeOf = (before: PackedValue | undefined, after: PackedValue): PackedValue | undefined => {
  if (typeof after === 'string') return after;
  if (!Number.isInteger(after)) return after;
  if (typeof before !== 'number' || !Number.isInteger(before)) return undefined;
  const difference = after - before;
  return Math.abs(difference) < differenceMax ? zigzag(difference) : undefined;
};

const decode = (before: PackedValue | undefined, code: PackedValue): PackedValue => {
  if (typeof code === 'string' || !Number.isInteger(code)) return code;
  return (typeof before === 'number' ? before : 0) + unzigzag(code);
};

/**
 * What must be changed in the values of `base` to have those of `parts`, as pairs of a step onwards and a code; null when that is
 * too much. Both have the same shapes. Parts that are the same object cost nothing.
 */
export const patchBetween = (base: readonly SplitPart[], parts: readonly SplitPart[]): PackedValue[] | null => {
  const patch: PackedValue[] = [];
  let [offset, last] = [0, -1];
  for (const [index, { values }] of parts.entries()) {
    const before = base[index]?.values ?? [];
    if (before !== values) {
      for (const [at, value] of values.entries()) {
        if (value === before[at]) continue;
        const code = codeOf(before[at], value);
        if (code === undefined || patch.length >= 2 * patchMax) return null;
        patch.push(offset + at - last - 1, code);
        last = offset + at;
      }
    }
    offset += values.length;
  }
  return patch;
};

/** The values of a snapshot with a patch of `patchBetween` put in. */
export const applyPatch = (values: readonly PackedValue[], patch: readonly PackedValue[]): PackedValue[] => {
  const patched = [...values];
  let at = -1;
  for (let index = 0; index + 1 < patch.length; index += 2) {
    at += Number(patch[index]) + 1;
    patched[at] = decode(values[at], patch[index + 1] ?? 0);
  }
  return patched;
};

const bits = new DataView(new ArrayBuffer(4));
const toBits = (value: number): number => {
  bits.setFloat32(0, value);
  return bits.getUint32(0);
};
const fromBits = (value: number): number => {
  bits.setUint32(0, value);
  return bits.getFloat32(0);
};

/** A basis in a few bytes: the snapshot's number, the input's facts, and the patch. */
export const packBasis = (
  { request }: DecisionBasis,
  snapshotId: number,
  patch: readonly PackedValue[],
): Buffer | null => {
  const { inputTokens, segment = null, forecast } = request.facts;
  const head = (forecast ? 2 : 0) + (segment === null ? 0 : 1);
  const features = forecast ? [forecast.features.length, ...forecast.features.map(toBits)] : [];
  return packValues([
    snapshotId,
    inputTokens,
    head,
    ...(segment === null ? [] : [segment]),
    ...features,
    patch.length,
    ...patch,
  ]);
};

/** What `packBasis` wrote. Throws RangeError for bytes that it did not write. */
export const readBasis = (packed: Uint8Array): StoredBasis => {
  const next = valueReader(packed);
  const take = (): number => {
    const value = next();
    if (typeof value !== 'number') throw new RangeError('a number was expected here');
    return value;
  };
  const many = <Value>(read: () => Value): Value[] => {
    const count = take();
    if (!Number.isInteger(count) || count > packed.length) throw new RangeError('a count was expected here');
    return Array.from({ length: count }, read);
  };
  const [snapshotId, inputTokens, head] = [take(), take(), take()];
  const segment = head % 2 === 1 ? String(next()) : null;
  const features = head >= 2 ? many(() => fromBits(take())) : null;
  return { snapshotId, inputTokens, segment, features, patch: many(next) };
};
