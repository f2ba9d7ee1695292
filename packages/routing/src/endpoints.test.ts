import type { CandidateEndpoint } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { requestOf, supplierOf } from '../test/routing-builders.ts';
import { decide, defaultRoutingPolicy, drawEndpoints, type RoutableEndpoint } from './index.ts';

const endpointOf = (label: string, more: Partial<RoutableEndpoint> = {}): RoutableEndpoint => ({
  ...{ label, residency: 'eu', place: 1, weight: 1, isEnabled: true, hasKey: true },
  ...more,
});
const policy = { ...defaultRoutingPolicy, residencies: ['eu'] };
const decideAt = (endpoints: RoutableEndpoint[], more: Parameters<typeof requestOf>[0] = {}) =>
  decide(requestOf({ suppliers: [supplierOf('lab', { endpoints, residency: 'us' })], policy, ...more }));
const labelsOf = (endpoints: readonly CandidateEndpoint[] | undefined) => endpoints?.map(({ label }) => label);
const resting = { consecutiveFailures: 5, openings: 1, openUntilMs: 2_000_000 };

describe('endpoints in a decision', () => {
  it('names only those where data may be processed, that have a key, are on and awake, in their order', () => {
    const { candidates } = decideAt(
      [
        endpointOf('main', { place: 3 }),
        endpointOf('far', { residency: 'us' }),
        endpointOf('keyless', { hasKey: false }),
        endpointOf('off', { isEnabled: false }),
        endpointOf('tired'),
        endpointOf('near', { residency: 'EU', place: 2 }),
      ],
      { health: { 'lab/m @tired': resting } },
    );
    expect(labelsOf(candidates[0]?.endpoints)).toEqual(['near', 'main']);
  });

  it('is left out when no endpoint stands on the floor of residency, whatever its keys and health', () => {
    const { excluded } = decideAt([endpointOf('main', { residency: 'us' }), endpointOf('off', { isEnabled: false })]);
    expect(excluded).toMatchObject([
      { reason: 'residency', explanation: 'lab processes data in us; the policy allows eu.' },
    ]);
  });

  it('has no key when its only key is where data may not go', () => {
    const { excluded } = decideAt([endpointOf('main', { residency: 'us' }), endpointOf('eu', { hasKey: false })]);
    expect(excluded).toMatchObject([{ reason: 'no_key' }]);
  });

  it('rests only when every endpoint that may be asked does; the supplier’s own circuit is the candidate’s', () => {
    const both = [endpointOf('main'), endpointOf('spare')];
    expect(labelsOf(decideAt(both, { health: { 'lab/m': resting } }).candidates[0]?.endpoints)).toEqual(['spare']);
    const all = { 'lab/m': resting, 'lab/m @spare': resting };
    expect(decideAt(both, { health: all }).excluded).toMatchObject([{ reason: 'circuit_open' }]);
  });

  it('says nothing of endpoints where there is just one', () => {
    expect(decide(requestOf()).candidates[0]).not.toHaveProperty('endpoints');
  });
});

describe('drawEndpoints', () => {
  const group = fc.uniqueArray(
    fc.record({
      label: fc.string({ minLength: 1, maxLength: 3 }),
      place: fc.integer({ min: 1, max: 3 }),
      weight: fc.integer({ min: 1, max: 9 }),
    }),
    { selector: ({ label }) => label, maxLength: 8 },
  );

  it('keeps all of them, lower places first', () => {
    fc.assert(
      fc.property(group, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (endpoints, random) => {
        const drawn = drawEndpoints(endpoints, random);
        expect(new Set(drawn)).toEqual(new Set(endpoints));
        expect(drawn.map(({ place }) => place)).toEqual(drawn.map(({ place }) => place).toSorted());
      }),
    );
  });

  it('begins with each as often as its weight says', () => {
    const pair = [
      { label: 'a', place: 1, weight: 3 },
      { label: 'b', place: 1, weight: 1 },
    ];
    const firsts = Array.from({ length: 100 }, (_, at) => drawEndpoints(pair, at / 100)[0]?.label);
    expect(firsts.filter((label) => label === 'a')).toHaveLength(75);
  });
});
