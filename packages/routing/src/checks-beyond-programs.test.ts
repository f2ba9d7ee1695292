import type { CheckResult, JsonValue } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import { taskOf } from '../test/routing-builders.ts';
import { answer, runScripted } from '../test/scripted-supplier.ts';
import { runChecks } from './index.ts';

const vendors = {
  slug: 'vendors',
  name: 'Vendors',
  versionId: 'v1',
  authority: 'authoritative' as const,
  text: '',
  data: [
    { name: 'Blue Harbour Ltd', iban: 'DE02 1203', limit: '1,250.00' },
    { name: 'Red Hill', iban: 'DE44', limit: '10' },
  ],
};

const agrees = (output: Record<string, JsonValue>, check: object, sources = [vendors]) => {
  const checks = [{ kind: 'source' as const, name: 'Source', source: 'vendors', tolerance: 0, ...check } as never];
  const task = { ...taskOf(), output: { type: 'object' as const }, checks };
  return runChecks({ task, input: { vendor: 'Red Hill' }, output, sources, evaluateRule: () => true }).at(-1);
};

describe('a check against a source of truth', () => {
  const byName = { field: 'iban', column: 'iban', keyField: 'vendor', keyColumn: 'name' };

  it('compares with the row of the key, whatever case and spaces, and says what the source says', () => {
    expect(agrees({ vendor: 'BLUE harbour  ltd', iban: 'de02 1203' }, byName)?.isPassed).toBe(true);
    const wrong = agrees({ vendor: 'Blue Harbour Ltd', iban: 'DE44' }, byName);
    expect(wrong).toMatchObject({ isPassed: false, explanation: expect.stringContaining('“DE02 1203”') });
  });

  it('takes the key from the input where the answer has none', () => {
    expect(agrees({ iban: 'DE44' }, byName)?.isPassed).toBe(true);
  });

  it('without a key asks only that the value stands in the column', () => {
    expect(agrees({ iban: 'DE44' }, { field: 'iban', column: 'iban' })?.isPassed).toBe(true);
    expect(agrees({ iban: 'DE99' }, { field: 'iban', column: 'iban' })?.isPassed).toBe(false);
  });

  it('reads numbers in any usual way of writing, or within the tolerance', () => {
    const limit = { field: 'limit', column: 'limit', keyField: 'vendor', keyColumn: 'name' };
    expect(agrees({ vendor: 'Blue Harbour Ltd', limit: 1250 }, limit)?.isPassed).toBe(true);
    expect(agrees({ vendor: 'Red Hill', limit: 10.4 }, { ...limit, tolerance: 0.5 })?.isPassed).toBe(true);
    expect(agrees({ vendor: 'Red Hill', limit: 10.6 }, { ...limit, tolerance: 0.5 })?.isPassed).toBe(false);
  });

  it('is not passed where there is nothing to compare with', () => {
    expect(agrees({ vendor: 'Nobody', iban: 'DE44' }, byName)?.isPassed).toBe(false);
    expect(agrees({ iban: null }, byName)?.isPassed).toBe(false);
    expect(agrees({ iban: 'DE44' }, byName, [])?.explanation).toContain('does not read the source');
  });
});

const judge = { kind: 'judge' as const, name: 'Right', candidateRef: 'b/m', criteria: 'The total is right.' };
const said = (isPassed: boolean): CheckResult => ({
  name: 'Right',
  kind: 'judge',
  isPassed,
  explanation: 'It says so.',
});

describe('a judge among the checks', () => {
  const task = { ...taskOf(), checks: [...taskOf().checks, judge] };

  it('is asked last and only about what has passed the others; its reason is the feedback', async () => {
    const judged: JsonValue[] = [];
    const { trace, asked, outcome } = await runScripted(
      { a: [answer({ total: 8 }), answer({ total: 9 })], b: [answer({ total: 9 })] },
      {
        task,
        judgeAnswer: async (_check, output) => {
          judged.push(output);
          return said(judged.length > 1);
        },
      },
    );
    expect(trace).toEqual(['a/m check_failed', 'a/m check_failed', 'b/m accepted']);
    expect(judged).toEqual([{ total: 9 }, { total: 9 }]);
    expect(asked).toHaveLength(3);
    expect(outcome.receipt.attempts[1]?.checks.at(-1)).toMatchObject({ kind: 'judge', isPassed: false });
  });

  it('is not passed where none can be asked', async () => {
    const { trace } = await runScripted({ a: [answer({ total: 9 }), answer({ total: 9 })] }, { task });
    expect(trace).toEqual(['a/m check_failed', 'a/m check_failed']);
  });
});

describe('a person among the checks', () => {
  const task = { ...taskOf(), checks: [...taskOf().checks, { kind: 'human' as const, name: 'Confirmed' }] };

  it('gets the first answer that passes everything else, to confirm it, and nobody else is asked', async () => {
    const { trace, outcome } = await runScripted(
      { a: [answer({ total: 9 })], b: [answer({ total: 9 })], people: [] },
      { task },
    );
    expect(trace).toEqual(['a/m check_failed', 'people handed_to_person']);
    expect(outcome).toMatchObject({
      receipt: { outcome: 'awaiting_person' },
      lastAnswer: { output: { total: 9 }, problems: [], from: 'a/m' },
    });
  });

  it('is not asked to confirm what a program refuses while others can still try', async () => {
    const { trace } = await runScripted(
      { a: [answer({ total: 8 }), answer({ total: 8 })], b: [answer({ total: 9 })], people: [] },
      { task },
    );
    expect(trace).toEqual(['a/m check_failed', 'a/m check_failed', 'b/m check_failed', 'people handed_to_person']);
  });

  it('ends the task where there is no person', async () => {
    const { outcome } = await runScripted({ a: [answer({ total: 9 })], b: [answer({ total: 9 })] }, { task });
    expect(outcome.receipt.outcome).toBe('failed');
    expect(outcome.receipt.attempts).toHaveLength(1);
  });
});
