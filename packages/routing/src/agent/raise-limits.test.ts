import { agentLimitsSchema, raisedLimitsSchema } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limitNames, notRaised, withRaised } from './raise-limits.ts';

const limits = fc
  .record(
    {
      turnsMax: fc.integer({ min: 1, max: 200 }),
      callsMax: fc.integer({ min: 0, max: 1000 }),
      costMicroUsdMax: fc.integer({ min: 1, max: 1_000_000 }),
      timeMsMax: fc.integer({ min: 1000, max: 86_400_000 }),
    },
    { requiredKeys: ['turnsMax', 'callsMax', 'timeMsMax'] },
  )
  .map((value) => agentLimitsSchema.parse(value));
const raised = fc
  .record(
    {
      turnsMax: fc.integer({ min: 1, max: 200 }),
      callsMax: fc.integer({ min: 0, max: 1000 }),
      costMicroUsdMax: fc.integer({ min: 1, max: 1_000_000 }),
      timeMsMax: fc.integer({ min: 1000, max: 86_400_000 }),
    },
    { requiredKeys: [] },
  )
  .map((value) => raisedLimitsSchema.parse(value));

describe('raised limits', () => {
  it('never lower a limit, never set one that was not set, and give what was asked for where it is accepted', () => {
    fc.assert(
      fc.property(limits, raised, (now, asked) => {
        const after = withRaised(now, asked);
        const refused = new Set(notRaised(now, asked).map(({ name }) => name));
        for (const name of limitNames) {
          const [before, to, wanted] = [now[name], after[name], asked[name]];
          if (before === undefined) expect(to).toBeUndefined();
          else expect(to).toBeGreaterThanOrEqual(before);
          if (wanted === undefined) expect(to).toBe(before);
          else if (refused.has(name)) expect(to).toBe(before);
          else expect(to).toBe(wanted);
        }
      }),
    );
  });
  it('add nothing when they are given a second time', () => {
    fc.assert(
      fc.property(limits, raised, (now, asked) => {
        const after = withRaised(now, asked);
        expect(withRaised(after, asked)).toEqual(after);
        expect(notRaised(after, asked).map(({ name }) => name)).toEqual(
          limitNames.filter((name) => asked[name] !== undefined),
        );
      }),
    );
  });
});
