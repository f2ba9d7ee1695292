import { DomainError } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { taskOf } from '../test/routing-builders.ts';
import { compileLinearPattern, isNumberInText, parseCalendarDate, runChecks } from './index.ts';

const check = (total: unknown, text: string) =>
  runChecks({
    task: taskOf(),
    input: { text },
    output: { total } as { total: number },
    sources: [],
    evaluateRule: () => true,
  });

describe('runChecks', () => {
  it.each([
    [1234.5, 'TOTAL 1,234.50'],
    [1234.5, 'Summe 1.234,50 €'],
    [1234.5, 'total: 1234.5'],
    [1234.5, 'total 1 234,50'],
    [1234.5, "CHF 1'234.50"],
    [9, 'RM9.00'],
    [9, 'TOTAL: $9.00.'],
    [1234567, '12,34,567.00'],
    [-5.59, '@DISC -5.59'],
    [-5.59, '(5.59)'],
  ])('finds %d in “%s”', (value, text) => {
    expect(isNumberInText(value, text)).toBe(true);
  });

  it.each([
    [9, 'TOTAL 19.00'],
    [5, '15/5/2018'],
    [2018, '25/12/2018'],
    [1167104, 'TD01167104'],
    [30, '8:30:39'],
    [12.5, '1,12.50'],
    [-9, '9.00'],
    [5, 'A5B'],
    [0.5, '1.0.5'],
  ])('does not find %d inside “%s”', (value, text) => {
    expect(isNumberInText(value, text)).toBe(false);
  });

  it('finds every amount in its English and continental writing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), (cents) => {
        const value = cents / 100;
        const english = value.toLocaleString('en-US', {
          minimumFractionDigits: 2,
        });
        const continental = value.toLocaleString('de-DE', {
          minimumFractionDigits: 2,
        });
        expect(isNumberInText(value, `Total ${english} paid`)).toBe(true);
        expect(isNumberInText(value, `Summe ${continental} bezahlt`)).toBe(true);
      }),
    );
  });

  it('looks no further than the schema when the output does not fit it', () => {
    const results = check('nine', 'TOTAL 9.00');
    expect(results.map(({ kind, isPassed }) => [kind, isPassed])).toEqual([['schema', false]]);
  });

  it('fails a check that cannot be evaluated, with the reason', () => {
    const [, result] = runChecks({
      task: taskOf({
        checks: [{ kind: 'rule', name: 'Positive', expression: 'output.total >' }],
      }),
      input: {},
      output: { total: 9 },
      sources: [],
      evaluateRule: () => {
        throw new DomainError('invalid_expression', 'Unexpected end.');
      },
    });
    expect(result).toMatchObject({
      isPassed: false,
      explanation: 'It could not be evaluated: Unexpected end.',
    });
  });

  it('passes a phrase only on word borders', () => {
    const run = (name: string) =>
      runChecks({
        task: {
          output: { type: 'object', properties: { name: { type: 'string' } } },
          checks: [
            {
              kind: 'occursIn',
              name: 'Name',
              field: 'name',
              inputField: 'text',
            },
          ],
        },
        input: { text: 'INDAH  GIFT &\nHOME DECO' },
        output: { name },
        sources: [],
        evaluateRule: () => true,
      }).every(({ isPassed }) => isPassed);
    expect([run('Indah Gift & Home Deco'), run('GIFT'), run('GIF'), run('')]).toEqual([true, true, false, false]);
  });
});

describe('parseCalendarDate', () => {
  it.each([
    ['2018-12-25', '2018-12-25'],
    ['25/12/2018', '2018-12-25'],
    ['12-01-19', '2019-01-12'],
    ['12/25/2018', '2018-12-25'],
    ['25.12.18', '2018-12-25'],
    ['25 Dec 2018', '2018-12-25'],
    ['25-DEC-18', '2018-12-25'],
    ['December 25, 2018', '2018-12-25'],
    ['20181225', '2018-12-25'],
    ['2018-12-25T10:00:00Z', '2018-12-25'],
    ['31/02/2018', null],
    ['99/99/9999', null],
    ['soon', null],
  ])('reads %s as %s', (text, date) => {
    expect(parseCalendarDate(text)).toBe(date);
  });
});

describe('compileLinearPattern', () => {
  it('agrees with the built-in engine on random patterns and texts', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\d', '\\w', '(a|b)', '(?:ab|c)', '\\b');
    const part = fc
      .tuple(atom, fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}', '{2,}', '*?'))
      .map(([a, q]) => (a === '\\b' ? a : a + q));
    const pattern = fc
      .tuple(fc.constantFrom('', '^'), fc.array(part, { minLength: 1, maxLength: 6 }), fc.constantFrom('', '$'))
      .map(([open, parts, close]) => open + parts.join('') + close);
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '1', ' '), { maxLength: 12 }).map((chars) => chars.join(''));
    fc.assert(
      fc.property(pattern, text, (source, value) => {
        expect(compileLinearPattern(source)(value)).toBe(new RegExp(source).test(value));
      }),
      { numRuns: 1000 },
    );
  });

  it('stays linear where backtracking engines hang', () => {
    const startedAt = performance.now();
    expect(compileLinearPattern('^(a+)+$')(`${'a'.repeat(20_000)}!`)).toBe(false);
    expect(compileLinearPattern('a*a*a*a*b$')('a'.repeat(20_000))).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it.each(['(a)\\1', '(?=a)', '(?<!a)b', 'a(', 'a)', '[a', '*a', '\\k<x>', 'a{3,2}', '(a{1000}){1000}'])(
    'refuses %s',
    (source) => {
      expect(() => compileLinearPattern(source)).toThrow(DomainError);
    },
  );
});
