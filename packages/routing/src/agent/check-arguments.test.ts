import type { JsonObject, JsonValue } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findArgumentIssues, findSchemaProblem } from './check-arguments.ts';

const order: JsonObject = {
  type: 'object',
  properties: {
    order: { type: 'string', pattern: '^A-[0-9]+$' },
    amount: { type: 'number', minimum: 0, exclusiveMaximum: 100, multipleOf: 0.01 },
    lines: { type: 'array', items: { $ref: '#/$defs/line' }, minItems: 1, maxItems: 2, uniqueItems: true },
    kind: { enum: ['refund', 'credit'] },
    when: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    not: { not: { type: 'string' } },
  },
  required: ['order'],
  additionalProperties: false,
  $defs: { line: { type: 'object', properties: { sku: { type: 'string', minLength: 2 } }, required: ['sku'] } },
};

describe('arguments of a tool call', () => {
  it.each<[JsonValue, string | null]>([
    [{ order: 'A-1' }, null],
    [{ order: 'A-1', amount: 99.99, lines: [{ sku: 'ab' }], kind: 'refund', when: null, not: 1 }, null],
    [{}, 'arguments.order is missing'],
    ['A-1', 'arguments must be object'],
    [{ order: 'B-1' }, 'arguments.order does not fit ^A-[0-9]+$'],
    [{ order: 7 }, 'arguments.order must be string'],
    [{ order: 'A-1', amount: -1 }, 'arguments.amount must be at least 0'],
    [{ order: 'A-1', amount: 100 }, 'arguments.amount must be less than 100'],
    [{ order: 'A-1', amount: 1.005 }, 'arguments.amount must be a multiple of 0.01'],
    [{ order: 'A-1', lines: [] }, 'arguments.lines does not have the right number of items'],
    [{ order: 'A-1', lines: [{ sku: 'a' }] }, 'arguments.lines[0].sku does not have the right length'],
    [{ order: 'A-1', lines: [{ sku: 'ab' }, { sku: 'ab' }] }, 'arguments.lines names something twice'],
    [{ order: 'A-1', kind: 'gift' }, 'arguments.kind must be one of ["refund","credit"]'],
    [{ order: 'A-1', when: 5 }, 'arguments.when fits none of what is allowed'],
    [{ order: 'A-1', not: 'text' }, 'arguments.not is not allowed'],
    [{ order: 'A-1', extra: true }, 'arguments.extra is not known'],
    [JSON.parse('{"order":"A-1","__proto__":{"a":1}}'), 'arguments.__proto__ is not known'],
  ])('%j: %s', (value, issue) => {
    expect(findArgumentIssues(order, value)).toEqual(issue === null ? [] : [issue]);
  });

  it.each<[JsonObject, string | null]>([
    [order, null],
    [{ type: 'object' }, null],
    [{ type: 'string' }, 'its schema does not describe an object'],
    [{ type: 'object', if: {} }, 'its schema uses “if”, which cannot be checked'],
    [
      { type: 'object', properties: { a: { $ref: 'https://elsewhere/schema' } } },
      'its schema refers to something outside it',
    ],
    [{ type: 'object', properties: { a: { pattern: '(a+)+\\1' } } }, 'its schema has a pattern that cannot be checked'],
  ])('cannot be checked: %j → %s', (schema, problem) => {
    expect(findSchemaProblem(schema)).toBe(problem);
  });

  it('come to an end with a schema that refers to itself', () => {
    const endless: JsonObject = { type: 'object', $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } };
    expect(findSchemaProblem(endless)).toBeNull();
    expect(findArgumentIssues(endless, {})).toEqual(['arguments is nested too deeply']);
  });

  it('are checked without an error, whatever they and the schema are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (inner, value) => {
        const schema = {
          type: 'object',
          properties: { a: inner as JsonValue },
          additionalProperties: false,
        } as JsonObject;
        if (findSchemaProblem(schema) !== null) return;
        expect(Array.isArray(findArgumentIssues(schema, value as JsonValue))).toBe(true);
      }),
    );
  });
});
