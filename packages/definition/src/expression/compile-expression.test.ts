import type { JsonValue } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { compileExpression, evaluateCondition, evaluateExpression } from './compile-expression.ts';
import type { ExpressionContext } from './expression-context.ts';

const context: ExpressionContext = {
  input: {
    total: 99.5,
    count: 3,
    company: 'Café  Müller, S.A.',
    tags: ['a', 'b'],
    note: null,
    lines: [{ sum: 0.1 }, { sum: 0.2 }],
  },
  vars: { limit: 100 },
  steps: { read: { output: { date: '2026-11-21' } } },
  sources: { 'vendor-list': [{ name: 'Other' }, { name: 'Cafe Mueller' }, { name: 'CAFE MÜLLER SA' }] },
  now: '2026-11-21T10:00:00Z',
};

const value = (source: string, extra: ExpressionContext = {}) => evaluateExpression(source, { ...context, ...extra });

const values: [string, JsonValue][] = [
  ['input.total > 100', false],
  ['input.count * 2 + 1', 7],
  ['5 / 2', 2.5],
  ['size(input.tags) / 4', 0.5],
  ['input.total == 99.5 && input.count == 3', true],
  ['input.count in [1, 2, 3]', true],
  ['"a" in input.tags', true],
  ['7 % 4', 3],
  ['input.tags[0] + input.tags[input.count - 2]', 'ab'],
  ['input["count"]', 3],
  ['steps.read.output.date', '2026-11-21'],
  ['has(input.total) && !has(input.missing) && !has(input.missing.deeper)', true],
  ['coalesce(input.missing, input.note, "none")', 'none'],
  ['input.missing > 1 || true', true],
  ['input.note == null', true],
  ['"1" == 1', false],
  ['[1, [2, {"a": 3}]] == [1, [2, {"a": 3}]]', true],
  ['input.total > 50 ? "high" : "low"', 'high'],
  ['-input.count', -3],
  ['[1, 2, 3].map(x, x * 2).filter(x, x > 2)', [4, 6]],
  ['[1, 2, 3].map(x, x > 1, x * 10)', [20, 30]],
  ['input.lines.exists(l, l.sum > 0.15) && input.lines.all(l, l.sum > 0)', true],
  ['[1, 2].exists_one(x, x == 2)', true],
  ['[1, 2].map(x, [3].map(y, x + y))', [[4], [5]]],
  ['cel.bind(t, input.total * 2, t + t)', 398],
  ['sum(input.lines, "sum")', 0.3],
  ['sum([1, 2, 3])', 6],
  ['lower("ÄB") + upper("c") + trim("  d ")', 'äbCd'],
  ['"abc".contains("b") && contains(input.tags, "a")', true],
  ['"Invoice 2026-001".matches("[0-9]{4}-\\\\d+")', true],
  ['replace("a.b.c", ".", "$&")', 'a$&b$&c'],
  ['split("a,b", ",").join("+")', 'a+b'],
  ['"abcdef".substring(1, input.count)', 'bc'],
  ['number("1,234.50") + int(2.9)', 1236.5],
  ['isNumber("12x")', false],
  ['round(1.005, 2)', 1.01],
  ['round(-2.5)', -3],
  ['min(3, 1, 2) + max([4, 9])', 10],
  ['text(12) + text(null) + text({"a": 1})', '12{"a":1}'],
  ['fold(input.company)', 'cafe muller s a'],
  ['similarity("Müller S.A.", "MULLER SA")', 1],
  ['lookup(sources.vendor_list, "name", "Other").name', 'Other'],
  ['lookup(sources["vendor-list"], "name", "Nobody")', null],
  ['closest(sources.vendor_list, "name", input.company).name', 'CAFE MÜLLER SA'],
  ['closest(sources.vendor_list, "name", "Zzz")', null],
  ['now() + duration("1h30m")', '2026-11-21T11:30:00.000Z'],
  ['timestamp("2026-11-22") - timestamp("2026-11-21")', 'P1D'],
  ['timestamp(steps.read.output.date) < now()', true],
  ['daysBetween("2026-11-01", "2026-11-21")', 20],
  ['now().getHours("Asia/Tokyo")', 19],
  ['duration("PT90M").getHours()', 1],
  ['getDayOfWeek(now())', 6],
  ['type(now())', 'timestamp'],
  ['distinct([1, 2, 1])', [1, 2]],
  ['keys({"b": 1, "a": 2})', ['b', 'a']],
  ['first([]) == null', true],
];

describe('values', () => {
  test.each(values)('%s', (source, expected) => {
    expect(value(source)).toEqual(expected);
  });
});

const faults: [string, RegExp][] = [
  ['input.totl', /“input.totl” does not exist; “input” has total, count/],
  ['input.total.deeper', /because “input.total” is a number/],
  ['input.tags[7]', /“input.tags” has 2 entries/],
  ['input.total + "x"', /write text\(…\)/],
  ['input.total > "x"', /“>” does not work between a number and text/],
  ['1 / 0', /divides by zero/],
  ['input.total && true', /“input.total” must be true or false, but is a number/],
  ['lower(1)', /lower\(…\) needs text/],
  ['number("RM12")', /“RM12” is not a number/],
  ['output.x', /“output” has no fields/],
  ['timestamp("21.11.2026")', /not a date/],
  ['now().getHours("Mars/Base")', /not a time zone/],
];

describe('faults name the expression and the problem', () => {
  test.each(faults)('%s', (source, message) => {
    expect(() => value(source)).toThrowError(message);
    expect(() => value(source)).toThrowError(expect.objectContaining({ code: 'invalid_expression' }));
  });
});

const broken: [string, RegExp][] = [
  ['', /Write an expression/],
  ['1 +', /ends too early/],
  ['total > 1', /“total” is not known; an expression begins with one of input/],
  ['frobnicate(1)', /there is no function “frobnicate”/],
  ['lower()', /takes 1 values, not 0/],
  ['constructor', /not known/],
  ['has(1)', /has\(…\) needs one field/],
  ['b"bytes"', /byte texts/],
  ['x'.repeat(4001), /longer than 4000/],
  [`1${'+1'.repeat(900)}`, /too long or too deeply/],
  [`${'('.repeat(100)}1${')'.repeat(100)}`, /too long or too deeply/],
];

describe('what does not compile says why', () => {
  test.each(broken)('%.40s', (source, message) => {
    const compiled = compileExpression(source);
    expect(compiled).toMatchObject({ ok: false, error: { message: expect.stringMatching(message) } });
    expect(() => value(source)).toThrowError(expect.objectContaining({ code: 'invalid_expression' }));
  });
});

test('without `now` in the context, now() is an error: expressions are pure', () => {
  expect(() => evaluateExpression('now()', {})).toThrowError(/not available/);
});

test('a condition must be true or false', () => {
  expect(evaluateCondition('input.total > 1', context)).toBe(true);
  expect(() => evaluateCondition('input.total', context)).toThrowError(/must be true or false, but this gives 99.5/);
});

test('nothing but own fields of the data can be reached', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'prototype']) {
    expect(() => value(`input["${name}"]`)).toThrowError(/does not exist/);
    expect(value(`has(input["${name}"])`)).toBe(false);
  }
  expect(() => value('input.tags.length')).toThrowError(/does not exist/);
  expect(() => value('{"__proto__": 1}')).toThrowError(/keys/);
});

test('what an expression reads is known without running it', () => {
  const compiled = compileExpression(
    'steps.read.output.total + vars.limit > input.total && has(sources.vendor_list[0])',
  );
  expect(compiled).toMatchObject({
    ok: true,
    value: {
      references: {
        steps: ['read'],
        vars: ['limit'],
        input: ['total'],
        sources: ['vendor_list'],
        isOpenEnded: false,
      },
    },
  });
  expect(compileExpression('steps[vars.which].output')).toMatchObject({ value: { references: { isOpenEnded: true } } });
  expect(compileExpression('[{"a": 1}].all(steps, steps.a == 1)')).toMatchObject({
    value: { references: { roots: [] } },
  });
});
