import { dataClasses, isWithinClearance, type RoutingDecision } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelOf, personOf, priceOf, requestOf, supplierOf, taskOf } from '../test/routing-builders.ts';
import { decide, defaultRoutingPolicy, type Evidence, type RoutableSupplier } from './index.ts';

const reasonOf = (decision: RoutingDecision, ref: string) =>
  decision.excluded.find(({ candidate }) => candidate.ref === ref)?.reason;

const arbitrarySupplier = (index: number): fc.Arbitrary<RoutableSupplier> =>
  fc
    .record({
      kind: fc.constantFrom('openai', 'anthropic', 'openai-compatible', 'rules', 'human'),
      dataClassMax: fc.constantFrom(...dataClasses),
      residency: fc.constantFrom('', 'eu', 'us'),
      isEnabled: fc.boolean(),
      hasKey: fc.boolean(),
      prices: fc.array(fc.option(fc.integer({ min: 0, max: 50_000_000 })), {
        minLength: 1,
        maxLength: 3,
      }),
    })
    .map(({ kind, prices, ...rest }) => {
      const hasModels = kind !== 'rules' && kind !== 'human';
      const models = prices.map((price, each) =>
        modelOf(`m${each}`, {
          price: price === null ? null : priceOf(price),
          isEnabled: each !== 2,
        }),
      );
      const human = kind === 'human' ? personOf().human : null;
      return supplierOf(`s${index}`, {
        ...rest,
        kind,
        human,
        models: hasModels ? models : [],
      });
    });

const arbitraryRequest = fc
  .record({
    suppliers: fc
      .integer({ min: 1, max: 12 })
      .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => arbitrarySupplier(index)))),
    dataClass: fc.constantFrom(...dataClasses),
    taskClass: fc.constantFrom(...dataClasses),
    residencies: fc.constantFrom<string[][]>([], ['eu']),
    outcomes: fc.dictionary(
      fc.constantFrom('s0/m0', 's1/m0', 's2/m1', 's3', 's4/m0'),
      fc.record({
        graded: fc.integer({ min: 0, max: 500 }),
        share: fc.double({ min: 0, max: 1, noNaN: true }),
      }),
    ),
  })
  .map(({ suppliers, dataClass, taskClass, residencies, outcomes }) => {
    const evidence: Evidence = {
      outcomes: Object.fromEntries(
        Object.entries(outcomes).map(([ref, { graded, share }]) => [
          ref,
          { graded, succeeded: Math.floor(graded * share) },
        ]),
      ),
    };
    const policy = { ...defaultRoutingPolicy, residencies };
    return requestOf({
      suppliers,
      dataClass,
      task: taskOf({ dataClass: taskClass }),
      policy,
      evidence,
    });
  });

describe('decide', () => {
  it('never names a candidate below a floor, whatever the evidence says', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        for (const candidate of decide(request).candidates) {
          const supplier = request.suppliers.find(({ slug }) => slug === candidate.supplierSlug);
          if (!supplier) throw new Error('unknown supplier');
          const model = supplier.models.find(({ key }) => key === candidate.modelKey);
          expect(supplier.isEnabled).toBe(true);
          expect(isWithinClearance(request.dataClass, supplier.dataClassMax)).toBe(true);
          expect(isWithinClearance(request.task.dataClass, supplier.dataClassMax)).toBe(true);
          if (!model) continue;
          expect([supplier.hasKey, model.isEnabled, model.price !== null]).toEqual([true, true, true]);
          if (request.policy.residencies.length > 0) expect(request.policy.residencies).toContain(supplier.residency);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('excludes the same candidates by floors with perfect evidence as with none', () => {
    const floors = new Set(['data_class_too_high', 'residency', 'no_key', 'no_price', 'supplier_disabled']);
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const refsAtFloors = (decision: RoutingDecision) =>
          decision.excluded.filter(({ reason }) => floors.has(reason)).map(({ candidate }) => candidate.ref);
        const without = decide({ ...request, evidence: { outcomes: {} } });
        const all = [...without.candidates, ...without.excluded.map(({ candidate }) => candidate)];
        const perfect = Object.fromEntries(all.map(({ ref }) => [ref, { graded: 1000, succeeded: 1000 }]));
        const withPerfect = decide({
          ...request,
          evidence: { outcomes: perfect },
        });
        expect(refsAtFloors(withPerfect)).toEqual(refsAtFloors(without));
      }),
    );
  });

  it('gives the same decision for the same request in any order of suppliers, also after a round trip through JSON', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const decision = decide(request);
        expect(decide({ ...request, suppliers: [...request.suppliers].reverse() })).toEqual(decision);
        expect(decide(JSON.parse(JSON.stringify(request)))).toEqual(decision);
      }),
    );
  });

  it('places every offer exactly once', () => {
    fc.assert(
      fc.property(arbitraryRequest, (request) => {
        const { candidates, excluded } = decide(request);
        const refs = [...candidates, ...excluded.map(({ candidate }) => candidate)].map(({ ref }) => ref);
        const offers = request.suppliers.reduce((sum, { models }) => sum + Math.max(1, models.length), 0);
        expect(new Set(refs).size).toBe(offers);
        expect(refs.length).toBe(offers);
      }),
    );
  });

  it('puts the cheapest proven candidate first, unproven ones behind, and a person last', () => {
    const decision = decide(
      requestOf({
        suppliers: [
          personOf(),
          supplierOf('cheap', {
            models: [modelOf('new', { price: priceOf(1) }), modelOf('dear', { price: priceOf(9_000_000) })],
          }),
          supplierOf('good'),
        ],
        evidence: {
          outcomes: {
            'cheap/dear': { graded: 100, succeeded: 99 },
            'good/m': { graded: 100, succeeded: 98 },
          },
        },
      }),
    );
    expect(decision.candidates.map(({ ref }) => ref)).toEqual(['good/m', 'cheap/dear', 'cheap/new', 'people']);
    expect(decision.explanation).toContain('good/m is the cheapest eligible');
  });

  it('counts the cost of escalation: a slightly dearer candidate that fails less comes first', () => {
    const outcomes = (accepted: number) => ({
      graded: 100,
      succeeded: 100,
      attempted: 100,
      accepted,
    });
    const decision = decide(
      requestOf({
        suppliers: [
          supplierOf('flaky', {
            models: [modelOf('m', { price: priceOf(1_000_000) })],
          }),
          supplierOf('steady', {
            models: [modelOf('m', { price: priceOf(1_200_000) })],
          }),
        ],
        evidence: {
          outcomes: { 'flaky/m': outcomes(40), 'steady/m': outcomes(99) },
        },
      }),
    );
    expect(decision.candidates.map(({ ref }) => ref)).toEqual(['steady/m', 'flaky/m']);
  });

  it('leaves an unproven candidate out where no check would catch a failure, and says how many cases would decide', () => {
    const decision = decide(requestOf({ task: taskOf({ checks: [] }) }));
    expect(decision.candidates).toEqual([]);
    expect(decision.excluded[0]?.reason).toBe('insufficient_evidence');
    expect(decision.excluded[0]?.explanation).toContain('15 more would decide');
  });

  it('leaves out a candidate that the evidence refutes', () => {
    const decision = decide(
      requestOf({
        evidence: { outcomes: { 'a/m': { graded: 100, succeeded: 50 } } },
      }),
    );
    expect(reasonOf(decision, 'a/m')).toBe('below_quality_target');
  });

  it('names each floor with its own reason', () => {
    const request = requestOf({
      policy: { ...defaultRoutingPolicy, residencies: ['eu'] },
      task: taskOf({
        allowedSuppliers: ['off', 'low', 'far', 'keyless', 'eu', 'rules'],
      }),
      health: {
        'eu/resting': {
          consecutiveFailures: 5,
          openUntilMs: 2_000_000,
          openings: 1,
        },
      },
      suppliers: [
        supplierOf('off', { isEnabled: false }),
        supplierOf('other'),
        supplierOf('low', { dataClassMax: 'public' }),
        supplierOf('far', { residency: 'us' }),
        supplierOf('keyless', { residency: 'eu', hasKey: false }),
        supplierOf('rules', { kind: 'rules', models: [] }),
        // Registered before places were read in any letter case.
        supplierOf('eu', {
          residency: 'EU',
          models: [
            modelOf('disabled', { isEnabled: false }),
            modelOf('plain', { capabilities: [] }),
            modelOf('short', { contextTokens: 100 }),
            modelOf('free', { price: null }),
            modelOf('resting'),
            modelOf('fit'),
          ],
        }),
      ],
    });
    const decision = decide(request);
    expect(Object.fromEntries(decision.excluded.map(({ candidate, reason }) => [candidate.ref, reason]))).toEqual({
      'off/m': 'supplier_disabled',
      'other/m': 'not_allowed_by_task',
      'low/m': 'data_class_too_high',
      'far/m': 'residency',
      'keyless/m': 'no_key',
      rules: 'nothing_applies',
      'eu/disabled': 'model_disabled',
      'eu/plain': 'missing_capability',
      'eu/short': 'context_too_small',
      'eu/free': 'no_price',
      'eu/resting': 'circuit_open',
    });
    expect(decision.candidates.map(({ ref }) => ref)).toEqual(['eu/fit']);
  });

  it('asks a model that makes vectors only for vectors, however cheap it is', () => {
    const vectors = modelOf('vectors', { capabilities: ['embeddings'], price: priceOf(1) });
    const suppliers = [supplierOf('own', { kind: 'openai-compatible', models: [vectors, modelOf('words')] })];
    const answer = decide(requestOf({ suppliers }));
    expect(answer.candidates.map(({ ref }) => ref)).toEqual(['own/words']);
    expect(reasonOf(answer, 'own/vectors')).toBe('missing_capability');
    const facts = { inputTokens: 1000, requiredCapabilities: ['embeddings' as const] };
    expect(decide(requestOf({ suppliers, facts })).candidates.map(({ ref }) => ref)).toEqual(['own/vectors']);
  });

  it('decides among 100 candidates in at most 200 µs at the median', () => {
    const models = Array.from({ length: 10 }, (_, index) =>
      modelOf(`m${index}`, { price: priceOf(1000 * (index + 1)) }),
    );
    const suppliers = Array.from({ length: 10 }, (_, index) => supplierOf(`s${index}`, { models }));
    const outcomes = Object.fromEntries(
      suppliers.flatMap(({ slug }) =>
        models.map(({ key }, index) => [`${slug}/${key}`, { graded: 50 + index, succeeded: 50 }]),
      ),
    );
    const request = requestOf({ suppliers, evidence: { outcomes } });
    const durations = Array.from({ length: 400 }, () => {
      const startedAt = performance.now();
      decide(request);
      return performance.now() - startedAt;
    }).sort((left, right) => left - right);
    expect(durations[200]).toBeLessThan(0.2);
  });
});
