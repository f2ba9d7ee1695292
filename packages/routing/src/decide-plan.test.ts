import { routingDecisionSchema } from '@switchyard/domain';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { outcomeTable, twoStrongTable } from '../test/outcome-builders.ts';
import { modelOf, priceOf, requestOf, supplierOf, taskOf } from '../test/routing-builders.ts';
import { answer, runScripted } from '../test/scripted-supplier.ts';
import {
  type DecideRequest,
  decide,
  defaultRoutingPolicy,
  forecastInput,
  type LearnedRouter,
  learnRouter,
  parseRouter,
  serialiseRouter,
  settlePlan,
  summariseOutcomes,
} from './index.ts';

const reference = 'strong/m';
const training = outcomeTable(600);
let learned: LearnedRouter;
beforeAll(() => {
  learned = learnRouter(training, { reference });
}, 60_000);

const suppliersOf = () => [
  supplierOf('cheap', { models: [modelOf('m', { price: priceOf(100) })] }),
  supplierOf('small', { models: [modelOf('m', { price: priceOf(80) })] }),
  supplierOf('strong', { models: [modelOf('m', { price: priceOf(1000) })] }),
];

const plannedRequest = (category: string, share = 0.97): DecideRequest =>
  requestOf({
    task: taskOf({ checks: [] }),
    suppliers: suppliersOf(),
    evidence: { outcomes: summariseOutcomes(training, reference), router: { version: 'v1', learned } },
    policy: { ...defaultRoutingPolicy, quality: { kind: 'relative', share, reference } },
    facts: { inputTokens: 1000, forecast: forecastInput(learned, { category, text: 'prove that it is' }) },
  });

describe('learnRouter', () => {
  it('learns the same from the same cases in any order', { timeout: 60_000 }, () => {
    expect(serialiseRouter(learnRouter([...training].reverse(), { reference }))).toBe(serialiseRouter(learned));
  });

  it('decides the same after it was stored and read again', () => {
    const request = plannedRequest('hard');
    const stored = parseRouter(serialiseRouter(learned));
    const again = { ...request, evidence: { ...request.evidence, router: { version: 'v1', learned: stored } } };
    expect(decide(again)).toEqual(decide(request));
  });

  it('gives less quality for less money at every step down, on cases it did not learn from', () => {
    const costs = learned.points.map(({ meanCost }) => meanCost);
    expect(costs.at(-1)).toBeLessThan(costs[0] ?? 0);
    expect(costs.at(-1)).toBeLessThanOrEqual(200);
  });
});

describe('decide with a learned router', () => {
  it('asks cheap ones first where past outcomes show that it keeps the quality', () => {
    const decision = decide(plannedRequest('hard'));
    expect(routingDecisionSchema.parse(decision)).toEqual(decision);
    expect(decision.plan?.options.map(({ ref }) => ref)).toContain(reference);
    expect(decision.plan?.expectedCostMicroUsd).toBeLessThan(1000);
  });

  it('lets nobody into a plan whom a floor excludes, whichever of its members it is', () => {
    fc.assert(
      fc.property(fc.subarray(['cheap', 'small', 'strong'], { minLength: 1 }), fc.boolean(), (slugs, isClass) => {
        const request = plannedRequest('hard');
        const suppliers = request.suppliers.map((supplier) => {
          if (!slugs.includes(supplier.slug)) return supplier;
          return isClass ? { ...supplier, dataClassMax: 'public' as const } : { ...supplier, hasKey: false };
        });
        const { plan, candidates } = decide({ ...request, suppliers });
        const named = [...candidates, ...(plan?.members ?? [])].map(({ supplierSlug }) => supplierSlug);
        for (const slug of slugs) expect(named).not.toContain(slug);
      }),
    );
  });

  it('never pays less for more: a higher target costs at least as much', () => {
    const costOf = (share: number): number => {
      const { plan, candidates } = decide(plannedRequest('easy', share));
      return plan?.expectedCostMicroUsd ?? candidates[0]?.expectedCostMicroUsd ?? Number.POSITIVE_INFINITY;
    };
    const shares = [0.5, 0.8, 0.9, 0.95, 0.98, 1];
    const costs = shares.map(costOf);
    expect(costs).toEqual([...costs].sort((left, right) => left - right));
  });

  it('gives the same plan in any order of suppliers and after a round trip through JSON', () => {
    const request = plannedRequest('hard');
    const decision = decide(request);
    expect(decide({ ...request, suppliers: [...request.suppliers].reverse() })).toEqual(decision);
    expect(JSON.parse(JSON.stringify(decision))).toEqual(decision);
  });
});

describe('executing a plan', () => {
  const agreementPlan = () => {
    const decision = decide(plannedRequest('hard'));
    const members = [...decision.candidates, ...decision.excluded.map(({ candidate }) => candidate)];
    const option = (ref: string, value: number, agreed: number) => ({ ref, value, slopes: [0, 0, 0, 0, agreed, 0, 0] });
    return {
      ...decision,
      plan: {
        routerVersion: 'v1',
        probes: ['cheap/m', 'small/m'],
        usesAgreement: true,
        usualLengths: [5, 5],
        options: [option('cheap/m', 0.4, 0.5), option('small/m', 0.3, 0.5), option(reference, 0.7, 0)],
        members: members.filter(({ ref }) => ['cheap/m', 'small/m', reference].includes(ref)),
        expectedCostMicroUsd: 400,
        successLowerBound: 0.9,
        evidenceCount: 600,
      },
    };
  };

  it('takes the answer two cheap ones agree on, whatever its letter case, and asks nobody else', async () => {
    const { outcome, trace } = await runScripted(
      { cheap: [answer({ total: 9 })], small: [answer({ total: 9 })], strong: [] },
      { decision: agreementPlan() },
    );
    expect(trace).toEqual(['cheap/m accepted', 'small/m check_failed']);
    expect(outcome.output).toEqual({ total: 9 });
    expect(outcome.receipt.costMicroUsd).toBe(2200);
  });

  it('asks the strong one where they disagree, and says in the receipt why the cheap answers were not taken', async () => {
    const { outcome, trace } = await runScripted(
      { cheap: [answer({ total: 9 })], small: [answer({ total: 900 })], strong: [answer({ total: 9 })] },
      { decision: agreementPlan(), task: taskOf({ checks: [] }) },
    );
    expect(trace).toEqual(['cheap/m check_failed', 'small/m check_failed', 'strong/m accepted']);
    expect(outcome.receipt.attempts[0]?.checks.at(-1)).toMatchObject({ name: 'Learned plan', isPassed: false });
  });

  it('never takes an answer that failed the definition of done, agreed or not', async () => {
    const { trace } = await runScripted(
      { cheap: [answer({ total: 8 })], small: [answer({ total: 8 })], strong: [answer({ total: 9 })] },
      { decision: agreementPlan() },
    );
    expect(trace).toEqual(['cheap/m check_failed', 'small/m check_failed', 'strong/m accepted']);
  });

  it('can be settled again from what the receipt holds', () => {
    const { plan } = agreementPlan();
    const lengths = [Math.round(Math.exp(5) - 1), Math.round(Math.exp(5) - 1)];
    expect(settlePlan(plan, { outputTokens: lengths, agreements: [true] })).toBe('cheap/m');
    expect(settlePlan(plan, { outputTokens: lengths, agreements: [false] })).toBe(reference);
  });
});

describe('a plan that may ask another strong one', () => {
  const table = twoStrongTable(600);
  let router: LearnedRouter;
  beforeAll(() => {
    router = learnRouter(table, { reference });
  }, 60_000);

  const decideWithin = (maxAttempts: number) =>
    decide(
      requestOf({
        task: taskOf({ checks: [], maxAttempts }),
        suppliers: [...suppliersOf(), supplierOf('other', { models: [modelOf('m', { price: priceOf(900) })] })],
        evidence: { outcomes: summariseOutcomes(table, reference), router: { version: 'v1', learned: router } },
        policy: { ...defaultRoutingPolicy, quality: { kind: 'relative', share: 1.05, reference } },
        facts: { inputTokens: 1000, forecast: forecastInput(router, { category: 'one' }) },
      }),
    );

  it('shows more than the strongest alone, says what it does and stands in the record whole', () => {
    const decision = decideWithin(6);
    expect(routingDecisionSchema.parse(JSON.parse(JSON.stringify(decision)))).toEqual(decision);
    expect(decision.plan?.options.some(({ followUp }) => followUp)).toBe(true);
    expect(decision.plan?.successLowerBound).toBeGreaterThan(0.82);
    expect(decision.explanation).toContain('another of these may be asked');
  });

  it('is not followed where its last answer might be one attempt too many', () => {
    const probes = decideWithin(6).plan?.probes.length ?? 0;
    expect(decideWithin(probes + 2).plan?.options.some(({ followUp }) => followUp)).toBe(true);
    expect(decideWithin(probes + 1).plan?.options.some(({ followUp }) => followUp) ?? false).toBe(false);
  });
});

describe('prices that look like slips', () => {
  const slipped = (price: number, listed: number | null) =>
    decide(
      requestOf({
        suppliers: [
          supplierOf('slip', {
            models: [modelOf('m', { price: priceOf(price), listPrice: listed === null ? null : priceOf(listed) })],
          }),
          supplierOf('fair'),
        ],
      }),
    );

  it('leaves out a price a thousand times below the list, and a lab that costs nothing', () => {
    expect(slipped(1000, 1_000_000).excluded[0]).toMatchObject({ reason: 'price_implausible' });
    expect(slipped(0, null).excluded[0]).toMatchObject({ reason: 'price_implausible' });
    expect(slipped(0, null).candidates.map(({ ref }) => ref)).toEqual(['fair/m']);
  });

  it('believes a good offer', () => {
    expect(slipped(200_000, 1_000_000).candidates[0]?.ref).toBe('slip/m');
  });
});

describe('limits of the policy', () => {
  const limited = (more: Partial<DecideRequest['policy']>) =>
    decide(
      requestOf({
        policy: { ...defaultRoutingPolicy, ...more },
        evidence: {
          outcomes: { 'a/m': { graded: 100, succeeded: 99, latencyP95Ms: 3000, calls: 200, errors: 40 } },
        },
      }),
    ).excluded[0]?.reason;

  it('passes over who is too slow or fails too often, and nobody for whom nothing was measured', () => {
    expect(limited({ latencyP95MsMax: 2000 })).toBe('too_slow');
    expect(limited({ errorRateMax: 0.1 })).toBe('too_many_errors');
    expect(limited({ latencyP95MsMax: 4000, errorRateMax: 0.3 })).toBeUndefined();
    expect(decide(requestOf({ policy: { ...defaultRoutingPolicy, latencyP95MsMax: 1 } })).candidates).toHaveLength(1);
  });
});

describe('relative targets', () => {
  const pairs = (onlyCandidate: number, onlyReference: number) => ({
    both: 100,
    onlyCandidate,
    onlyReference,
    neither: 5,
  });
  const standing = (outcomes: Record<string, unknown>) =>
    decide(
      requestOf({
        task: taskOf({ checks: [] }),
        suppliers: [supplierOf('cheap', { models: [modelOf('m', { price: priceOf(10) })] }), supplierOf('strong')],
        policy: { ...defaultRoutingPolicy, quality: { kind: 'relative', share: 0.95, reference: 'strong/m' } },
        evidence: { outcomes: outcomes as DecideRequest['evidence']['outcomes'] },
      }),
    );

  it('lets a cheap one in when the same cases show it, and says how many more would decide when they do not', () => {
    const known = { 'strong/m': { graded: 110, succeeded: 105 } };
    const shown = standing({ ...known, 'cheap/m': { graded: 110, succeeded: 104, pairs: pairs(4, 4) } });
    expect(shown.candidates[0]?.ref).toBe('cheap/m');
    const open = standing({ ...known, 'cheap/m': { graded: 110, succeeded: 102, pairs: pairs(3, 7) } });
    expect(open.candidates.map(({ ref }) => ref)).toEqual(['strong/m']);
    expect(open.excluded[0]?.explanation).toMatch(/\d+ more would decide/);
  });

  it('falls back to the bounds of each alone where they share no case', () => {
    const apart = standing({
      'strong/m': { graded: 400, succeeded: 360 },
      'cheap/m': { graded: 400, succeeded: 390 },
    });
    expect(apart.candidates[0]?.ref).toBe('cheap/m');
  });

  it('goes by the input’s own segment where its cases decide', () => {
    const request = requestOf({
      task: taskOf({ checks: [] }),
      evidence: {
        outcomes: { 'a/m': { graded: 300, succeeded: 297 } },
        segments: { french: { 'a/m': { graded: 60, succeeded: 30 } } },
      },
    });
    expect(decide(request).candidates).toHaveLength(1);
    const french = decide({ ...request, facts: { ...request.facts, segment: 'french' } });
    expect(french.excluded[0]?.reason).toBe('below_quality_target');
    expect(decide({ ...request, facts: { ...request.facts, segment: 'german' } }).candidates).toHaveLength(1);
  });
});
