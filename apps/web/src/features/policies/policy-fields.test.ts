import { describe, expect, it } from 'vitest';
import { fieldsOf, isSavable, problemOf, type Rules, rulesOf } from './policy-fields.ts';

const rules: Rules = {
  v: 1,
  allowsUnprovenBehindChecks: true,
  confidence: 0.9,
  quality: { kind: 'task' },
  allowsLearnedPlans: true,
  latencyP95MsMax: null,
  errorRateMax: null,
  priceFactorMax: 20,
  residencies: [],
  feedbackRetries: 1,
  transientRetries: 1,
  pauseMsMax: 2000,
  workMsMax: null,
  cache: null,
  hedge: null,
  worseMax: null,
  waitsAtSupplyLimit: true,
};

describe('the form of the rules', () => {
  it.each<[string, Partial<Rules>]>([
    ['nothing given again, nobody asked beside', {}],
    ['a cache of a second', { cache: { lifetimeS: 1, allowsVaried: false } }],
    ['a cache of 90 seconds', { cache: { lifetimeS: 90, allowsVaried: false } }],
    ['a cache also of varied answers', { cache: { lifetimeS: 86_400, allowsVaried: true } }],
    ['a second one after a time', { hedge: { after: 'ms', ms: 1500 } }],
    ['a second one by the percentile', { hedge: { after: 'p95' } }],
    ['a limit of time', { workMsMax: 30_500 }],
  ])('shows what is in force and saves the same: %s', (_name, change) => {
    const before = { ...rules, ...change };
    const fields = fieldsOf(before);
    expect(isSavable(fields)).toBe(true);
    expect(rulesOf(before, fields)).toEqual(before);
  });

  it('what does not count is no obstacle, what counts has to fit', () => {
    const fields = { ...fieldsOf(rules), reuseMinutes: '', hedgeMs: 'soon' };
    expect(isSavable(fields)).toBe(true);
    expect(problemOf({ ...fields, isReused: true }, 'reuseMinutes')).toContain('from 0.01');
    expect(problemOf({ ...fields, hedge: 'ms' }, 'hedgeMs')).toContain('whole number');
    expect(problemOf({ ...fields, workSeconds: '99999' }, 'workSeconds')).toContain('to 3600');
    expect(problemOf({ ...fields, workSeconds: '' }, 'workSeconds')).toBeUndefined();
  });
});
