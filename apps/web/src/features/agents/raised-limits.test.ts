import { describe, expect, it } from 'vitest';
import { fieldsOf, raisesOf } from './raised-limits.ts';

const shown = {
  limits: { turnsMax: 3, callsMax: 24, timeMsMax: 600_000, costMicroUsdMax: 900 },
  used: { turns: 3, calls: 2, costMicroUsd: 330, timeMs: 1200 },
  reached: 'turns' as const,
};

describe('the form of a retry with higher limits', () => {
  it('proposes twice as much of what was reached, and leaves the rest as it is', () => {
    const fields = fieldsOf(shown, {});
    expect(fields.map(({ name, text }) => [name, text])).toEqual([
      ['turnsMax', '6'],
      ['callsMax', '24'],
      ['costMicroUsdMax', '0.0009'],
      ['timeMsMax', '600'],
    ]);
    expect(raisesOf(fields)).toEqual({ turnsMax: 6 });
  });
  it('writes dollars and seconds in the units of the step', () => {
    expect(raisesOf(fieldsOf(shown, { costMicroUsdMax: '0.5', timeMsMax: '900' }))).toEqual({
      turnsMax: 6,
      costMicroUsdMax: 500_000,
      timeMsMax: 900_000,
    });
  });
  it('sends nothing while a value is lower than now, too high, no number, or where it stopped', () => {
    for (const turnsMax of ['2', '3', '201', '', 'x']) expect(raisesOf(fieldsOf(shown, { turnsMax }))).toBeNull();
  });
  it('shows no limit of cost where there is none', () => {
    const { costMicroUsdMax: _, ...limits } = shown.limits;
    expect(fieldsOf({ ...shown, limits }, {}).map(({ name }) => name)).not.toContain('costMicroUsdMax');
  });
});
