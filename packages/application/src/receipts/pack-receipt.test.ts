import { type JsonValue, noTokens, type Receipt, receiptSchema } from '@switchyard/domain';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { packReceipt, unpackReceipt } from './pack-receipt.ts';
import { packValues, valueReader } from './pack-values.ts';
import { fillShape, splitRepeating } from './split-repeating.ts';

/** What the database makes of an object: its keys in another order. */
const stored = (value: JsonValue): JsonValue => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(stored);
  const entries = Object.entries(value).map(([key, member]): [string, JsonValue] => [key, stored(member)]);
  return Object.fromEntries(entries.sort(([left], [right]) => left.length - right.length || (left > right ? -1 : 1)));
};

test('values come back as they went in', () => {
  const value = fc.oneof(
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }),
    fc.float({ noNaN: true, min: 0, max: 1 }),
    fc.string({ unit: 'grapheme' }),
  );
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const next = valueReader(packValues(values));
      expect(values.map(() => next())).toEqual(values);
    }),
  );
});

const words = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('“', '”', '1', '0', '.', ',', ' ', 'a', '\u0000', '\u0001', '\u0002') }),
);
const record: fc.Arbitrary<JsonValue> = fc.letrec<{ tree: JsonValue }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    words,
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom('explanation', 'error', 'a', 'bb', 'ccc'), tie('tree')),
  ),
})).tree;

test('any record is its shape filled again, in whatever order the database keeps its keys', () => {
  fc.assert(
    fc.property(record, (whole) => {
      const values: (string | number)[] = [];
      const shape = splitRepeating(whole, values);
      expect(JSON.stringify(shape)).not.toContain('\\u0000');
      expect(fillShape(stored(shape), valueReader(packValues(values)))).toEqual(whole);
    }),
    { numRuns: 500 },
  );
});

const receiptOf = (amount: string, costMicroUsd: number): Receipt =>
  receiptSchema.parse({
    v: 1,
    decision: {
      v: 1,
      candidates: [
        {
          ref: 'openai/gpt-5-mini',
          supplierId: '01a00000-0000-7000-8000-000000000001',
          supplierKind: 'openai',
          supplierSlug: 'openai',
          modelId: '01a00000-0000-7000-8000-000000000002',
          modelKey: 'gpt-5-mini',
          isSimulated: false,
          expectedCostMicroUsd: costMicroUsd + 7,
          successLowerBound: 0.953_12,
          evidenceCount: 214,
        },
      ],
      excluded: [],
      explanation: `openai/gpt-5-mini is the cheapest eligible: $0.00${costMicroUsd} an attempt.`,
    },
    attempts: [
      {
        ordinal: 1,
        candidateRef: 'openai/gpt-5-mini',
        supplierKind: 'openai',
        answeredByModel: 'gpt-5-mini-2026-08-07',
        outcome: 'accepted',
        tokens: { ...noTokens, input: 1204, output: 88 },
        costMicroUsd,
        priceVersion: 'genai-prices 0.0.40',
        durationMs: 812,
        checks: [{ name: 'Total', kind: 'occursIn', isPassed: true, explanation: `total “${amount}” occurs in text.` }],
        error: null,
        isSimulated: false,
      },
    ],
    outcome: 'accepted',
    dataClass: 'internal',
    sourceVersions: { vendors: '01a00000-0000-7000-8000-000000000003' },
    costMicroUsd,
    durationMs: 812,
  });

test('receipts of one task share their parts, carry few bytes of their own, and come back whole', () => {
  const [one, other] = [receiptOf('12.30', 412), receiptOf('1,204.00', 390)];
  const [packed, otherPacked] = [packReceipt(one), packReceipt(other)];
  expect(packed.decision.key).toBe(otherPacked.decision.key);
  expect(packed.attempts.key).toBe(otherPacked.attempts.key);
  expect(packed.detail?.length).toBeLessThan(60);
  for (const [receipt, { decision, attempts, detail }] of [
    [one, packed],
    [other, otherPacked],
  ] as const) {
    const { outcome, dataClass, costMicroUsd, durationMs } = receipt;
    const columns = { outcome, dataClass, costMicroUsd, durationMs };
    const back = unpackReceipt({
      ...columns,
      decision: stored(JSON.parse(decision.shape)),
      attempts: stored(JSON.parse(attempts.shape)),
      detail,
    });
    expect(back).toEqual(receipt);
  }
});
