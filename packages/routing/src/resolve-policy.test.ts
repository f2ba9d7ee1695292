import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparePolicies, defaultRoutingPolicy, describePolicy, resolvePolicy, routingPolicySchema } from './index.ts';

const places = fc.uniqueArray(fc.constantFrom('eu', 'us', 'ch', 'jp'), { maxLength: 3 });
const level = fc.option(
  fc.record({ residencies: places, feedbackRetries: fc.integer({ min: 0, max: 5 }) }).map((part) => ({
    ...defaultRoutingPolicy,
    ...part,
  })),
);

describe('resolvePolicy', () => {
  it('takes the narrowest scope that has rules', () => {
    const rules = (feedbackRetries: number) => ({ ...defaultRoutingPolicy, feedbackRetries });
    expect(resolvePolicy({ organisation: rules(1), workflow: rules(2), task: rules(3) }).feedbackRetries).toBe(3);
    expect(resolvePolicy({ organisation: rules(1), workflow: rules(2), task: null }).feedbackRetries).toBe(2);
    expect(resolvePolicy({ organisation: null, workflow: null, task: null })).toEqual(defaultRoutingPolicy);
  });

  it('never lets a narrower scope send data where a wider one does not', () => {
    fc.assert(
      fc.property(level, level, level, (organisation, workflow, task) => {
        const { residencies } = resolvePolicy({ organisation, workflow, task });
        const stated = [organisation, workflow, task].flatMap((each) => (each?.residencies.length ? [each] : []));
        expect(residencies.length > 0).toBe(stated.length > 0);
        for (const place of ['eu', 'us', 'ch', 'jp', '']) {
          if (!residencies.includes(place)) continue;
          for (const each of stated) expect(each.residencies).toContain(place);
        }
      }),
    );
  });
});

describe('places', () => {
  it('are the same in any letter case, as they are read and as they are compared', () => {
    const read = routingPolicySchema.parse({ residencies: [' EU ', 'South  Korea'] });
    expect(read.residencies).toEqual(['eu', 'south korea']);
    expect(() => routingPolicySchema.parse({ residencies: ['  '] })).toThrow();
    // Rules that were published before places were read in any case.
    const older = { ...defaultRoutingPolicy, residencies: ['EU', 'US'] };
    expect(resolvePolicy({ organisation: older, workflow: read, task: null }).residencies).toEqual(['EU']);
  });
});

describe('comparePolicies', () => {
  it('says in a sentence what changes and nothing else', () => {
    const after = { ...defaultRoutingPolicy, residencies: ['eu'], latencyP95MsMax: 2000 };
    expect(comparePolicies(defaultRoutingPolicy, after)).toEqual([
      'Data may be processed in: eu; until now anywhere.',
      'Slowest 5 % of answers: at most 2000 ms; until now no limit.',
    ]);
    expect(comparePolicies(after, after)).toEqual([]);
    expect(new Set(describePolicy(after)).size).toBe(describePolicy(after).length);
  });
});
