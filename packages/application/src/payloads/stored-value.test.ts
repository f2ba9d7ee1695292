import type { JsonValue } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mayBeLarge } from './may-be-large.ts';
import { isReserved, largeBytes, readStored, referencesOf, toStored, wrapPlain } from './stored-value.ts';

const hash = 'a'.repeat(64);
const asColumn = (value: JsonValue): JsonValue => JSON.parse(JSON.stringify(value));
const written = (value: JsonValue): JsonValue => (isReserved(value) ? wrapPlain(value) : value);

/** Values that look like references, on purpose, among others. */
const lookalike: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.jsonValue() as fc.Arbitrary<JsonValue>,
    fc.record({ $payload: tie('value') }),
    fc.record({ $plain: tie('value') }),
    fc.constant({ $payload: { hash, bytes: 70_000, start: '"' } }),
    fc.constant({ $payload: { fields: { a: { hash, bytes: 70_000, start: '"' } }, rest: {} } }),
  ),
})).value;

describe('a value in its column', () => {
  test('comes back as it was sent, whatever it looks like, and never as a reference', () => {
    fc.assert(
      fc.property(lookalike, (value) => {
        expect(readStored(asColumn(written(value)))).toEqual({ value: asColumn(value) });
      }),
    );
  });

  test('is read as a reference only in the form this product writes', () => {
    const whole = { hash, bytes: 70_000, start: '"' };
    const byField = { fields: { a: whole, b: whole }, rest: { n: 1 } };
    expect(readStored(asColumn(toStored(whole)))).toEqual({ packed: whole });
    expect(readStored(asColumn(toStored(byField)))).toEqual({ packed: byField });
    expect(referencesOf(byField)).toEqual([whole, whole]);
    for (const broken of [{ hash: '../x', bytes: 1, start: '' }, { hash }, { ...whole, more: 1 }, null, 'x']) {
      const stored = { $payload: broken };
      expect(readStored(stored)).toEqual({ value: stored });
    }
  });
});

describe('a value that is certainly small', () => {
  test('never has a JSON text over the limit', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12_000 }),
      fc.constantFrom('\u0000'.repeat(10_921), '\u0000'.repeat(10_923), '€'.repeat(21_000), 'x'.repeat(10_900)),
    );
    const value = fc.oneof(text, fc.array(text, { maxLength: 8 }), fc.dictionary(text, fc.jsonValue(), { maxKeys: 6 }));
    fc.assert(
      fc.property(value, (each) => {
        const json = each as JsonValue;
        if (!mayBeLarge(json)) expect(Buffer.byteLength(JSON.stringify(json))).toBeLessThanOrEqual(largeBytes);
      }),
    );
    expect(mayBeLarge('x'.repeat(10_900))).toBe(false);
    expect(mayBeLarge('x'.repeat(largeBytes))).toBe(true);
    expect(mayBeLarge(Array.from({ length: 4000 }, () => 1e300))).toBe(true);
  });
});
