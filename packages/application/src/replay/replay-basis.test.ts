import { dataClasses, type SupplierKind, taskSpecSchema } from '@switchyard/domain';
import {
  compareDecisions,
  type DecideRequest,
  defaultRoutingPolicy,
  type Evidence,
  forecastInput,
  learnRouter,
  type OutcomeTable,
  type RoutableSupplier,
} from '@switchyard/routing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecisionBasis, decideFrom } from './decision-basis.ts';
import { packBasis, patchBetween, readBasis } from './pack-basis.ts';
import { restoreBasis, restoreGround } from './restore-basis.ts';
import { digestOfGround } from './snapshot-store.ts';
import { type Ground, groundOf, splitGround } from './split-ground.ts';

const kinds: SupplierKind[] = ['openai', 'anthropic', 'openai-compatible', 'rules', 'human'];
const slugs = ['a', 'b', 'c', 'd'];
const share = fc.double({ min: 0, max: 1, noNaN: true });

const price = fc.record({
  inputMicroUsdPerMTok: fc.nat(30_000_000),
  outputMicroUsdPerMTok: fc.nat(90_000_000),
  cachedInputMicroUsdPerMTok: fc.constant(null),
  cacheWriteMicroUsdPerMTok: fc.constant(null),
  version: fc.constantFrom('2026-01-01', 'own', 'list of “the” lab, 1.5'),
});

const supplier = (slug: string): fc.Arbitrary<RoutableSupplier> =>
  fc.record({
    id: fc.constant(`id-${slug}`),
    slug: fc.constant(slug),
    name: fc.constantFrom(slug, 'Lab 7', 'Übersetzer “3”'),
    kind: fc.constantFrom(...kinds),
    dataClassMax: fc.constantFrom(...dataClasses),
    residency: fc.constantFrom('', 'eu', 'us'),
    isEnabled: fc.boolean(),
    hasKey: fc.boolean(),
    isSimulated: fc.boolean(),
    human: fc.constantFrom(null, { microUsdPerMinute: 500_000, minutesPerTask: 2, roles: ['operator' as const] }),
    models: fc.uniqueArray(
      fc.record({
        id: fc.constant(`model-${slug}`),
        key: fc.constantFrom('small', 'large'),
        contextTokens: fc.integer({ min: 1, max: 200_000 }),
        capabilities: fc.subarray(['structured_output', 'vision', 'tools'] as const).map((all) => [...all]),
        price: fc.option(price, { nil: null }),
        listPrice: fc.option(price, { nil: null }),
        isEnabled: fc.boolean(),
      }),
      { maxLength: 2, selector: ({ key }) => key },
    ),
  });

const outcomes = fc.record(
  {
    graded: fc.nat(300),
    succeeded: fc.nat(300),
    attempted: fc.nat(100_000),
    accepted: fc.nat(100_000),
    meanOutputTokens: fc.nat(5000),
    meanCostMicroUsd: fc.double({ min: 0, max: 1e6, noNaN: true }),
    latencyP95Ms: fc.nat(20_000),
    calls: fc.nat(1000),
    errors: fc.nat(1000),
  },
  { requiredKeys: ['graded', 'succeeded'] },
);
const evidenceOf: fc.Arbitrary<Record<string, typeof outcomes extends fc.Arbitrary<infer T> ? T : never>> =
  fc.dictionary(fc.constantFrom(...slugs.flatMap((slug) => [slug, `${slug}/small`, `${slug}/large`])), outcomes);

const request: fc.Arbitrary<DecideRequest> = fc.record({
  task: fc
    .record({ checks: fc.boolean(), target: share, dataClass: fc.constantFrom(...dataClasses), segments: fc.boolean() })
    .map(({ checks, target, dataClass, segments }) =>
      taskSpecSchema.parse({
        slug: 'extract',
        name: 'Extract 12 “totals”',
        instructions: 'Extract \u0001 the total of 5.',
        input: { type: 'object', properties: { text: { type: 'string' } } },
        output: { type: 'object', properties: { explanation: { type: 'string' } } },
        checks: checks ? [{ kind: 'occursIn', name: 'In it', field: 'explanation', inputField: 'text' }] : [],
        qualityTarget: target,
        dataClass,
        rules: [{ when: 'true', output: { explanation: '"5 of “7”"' } }],
        ...(segments ? { segmentField: 'text' } : {}),
      }),
    ),
  dataClass: fc.constantFrom(...dataClasses),
  facts: fc.record({
    inputTokens: fc.nat(150_000),
    requiredCapabilities: fc.subarray(['vision', 'tools'] as const).map((all) => [...all]),
    segment: fc.option(fc.constantFrom('de', 'en', '“fr” 1'), { nil: null }),
  }),
  suppliers: fc.tuple(...slugs.map(supplier)),
  evidence: fc.record({
    outcomes: evidenceOf,
    segments: fc.dictionary(fc.constantFrom('de', 'en'), evidenceOf),
  }) as fc.Arbitrary<Evidence>,
  policy: fc
    .record({
      relative: fc.boolean(),
      share,
      confidence: fc.double({ min: 0.5, max: 0.99, noNaN: true }),
      eu: fc.boolean(),
    })
    .map((each) => ({
      ...defaultRoutingPolicy,
      confidence: each.confidence,
      residencies: each.eu ? ['eu'] : [],
      errorRateMax: 0.2,
      latencyP95MsMax: 15_000,
      quality: each.relative
        ? ({ kind: 'relative', share: each.share, reference: 'a/large' } as const)
        : ({ kind: 'task' } as const),
    })),
  health: fc.dictionary(
    fc.constantFrom('a/small', 'b', 'c/large'),
    fc.record({
      consecutiveFailures: fc.integer({ min: 1, max: 9 }),
      openUntilMs: fc.option(fc.nat(2_000_000), { nil: null }),
      openings: fc.nat(3),
    }),
  ),
  now: fc.nat(2_000_000),
});

const terms = fc.record({
  pinnedRef: fc.option(fc.constantFrom('a/small', 'b/large', 'gone'), { nil: null }),
  onlyRef: fc.option(fc.constantFrom('a/large', 'c'), { nil: null, freq: 5 }),
  isDowngraded: fc.boolean(),
});
const basisOf = (each: DecideRequest, said: DecisionBasis['terms']): DecisionBasis => ({
  request: each,
  terms: said,
  taskId: null,
});

/** As the database gives it back: keys in another order, numbers as text in between. */
const throughStorage = (ground: Ground): Ground => {
  const turn = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(turn);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, turn(member)]),
    );
  };
  return JSON.parse(JSON.stringify(turn(ground)));
};

const again = (snapshot: DecisionBasis, basis: DecisionBasis, patch: ReturnType<typeof patchBetween>) => {
  const packed = packBasis(basis, 7, patch ?? []);
  const stored = readBasis(packed ?? Buffer.alloc(0));
  expect(stored.snapshotId).toBe(7);
  const ground = restoreGround(throughStorage(groundOf(snapshot)), stored);
  const learned = basis.request.evidence.router?.learned ?? null;
  return decideFrom(restoreBasis(ground, stored, learned));
};

describe('a decision', () => {
  test('comes out the same from what is kept of its basis, whatever it was', () => {
    fc.assert(
      fc.property(request, terms, (each, said) => {
        const basis = basisOf(each, said);
        const recorded = JSON.parse(JSON.stringify(decideFrom(basis)));
        expect(compareDecisions(recorded, again(basis, basis, []))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('comes out the same from the snapshot of another, as long as only numbers differ', () => {
    let patched = 0;
    fc.assert(
      fc.property(request, fc.array(fc.tuple(fc.nat(50), fc.nat(5)), { maxLength: 8 }), (each, raises) => {
        const before = basisOf(each, { pinnedRef: null, onlyRef: null, isDowngraded: false });
        const refs = Object.keys(each.evidence.outcomes);
        const raised = Object.fromEntries(
          Object.entries(each.evidence.outcomes).map(([ref, known], at) => {
            const by = raises.filter(([place]) => place % Math.max(1, refs.length) === at);
            const more = by.reduce((sum, [, count]) => sum + count, 0);
            return [ref, { ...known, graded: known.graded + more, attempted: (known.attempted ?? 0) + 3 * more }];
          }),
        );
        const after = basisOf(
          { ...each, facts: { ...each.facts, inputTokens: 17 }, evidence: { ...each.evidence, outcomes: raised } },
          before.terms,
        );
        const [base, parts] = [splitGround(before), splitGround(after)];
        if (base.some(({ shapeKey }, at) => shapeKey !== parts[at]?.shapeKey)) return;
        const patch = patchBetween(base, parts);
        if (patch === null) return;
        patched += patch.length > 0 ? 1 : 0;
        const recorded = JSON.parse(JSON.stringify(decideFrom(after)));
        expect(compareDecisions(recorded, again(before, after, patch))).toEqual([]);
      }),
      { numRuns: 300 },
    );
    expect(patched).toBeGreaterThan(20);
  });

  test('follows the same learned plan for an input of which only numbers are kept', () => {
    const table: OutcomeTable = Array.from({ length: 400 }, (_, at) => {
      const isEasy = at % 3 !== 0;
      return {
        id: `case-${at}`,
        category: at % 2 === 0 ? 'x' : 'y',
        text: `${isEasy ? 'plain words here' : 'thorny riddle there'} ${at % 17}`,
        results: {
          'a/small': { score: isEasy ? 1 : 0, cost: 1, outputTokens: 10, answer: isEasy ? 'right' : `wrong ${at}` },
          'b/small': { score: isEasy ? 1 : 0, cost: 2, outputTokens: 12, answer: isEasy ? 'right' : `odd ${at}` },
          'a/large': { score: 1, cost: 100, outputTokens: 30, answer: 'right' },
        },
      };
    });
    const learned = learnRouter(table, { reference: 'a/large' });
    const routed = supplierWith();
    let followed = 0;
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('x', 'y'), (text, category) => {
        const { features } = forecastInput(learned, { category, text });
        const each: DecideRequest = {
          ...routed,
          facts: { inputTokens: 100, segment: category, forecast: { category, features: features.map(Math.fround) } },
          evidence: { outcomes: {}, router: { version: 'v1', learned } },
        };
        const basis = { ...basisOf(each, { pinnedRef: null, onlyRef: null, isDowngraded: false }), taskId: 'task' };
        const decision = decideFrom(basis);
        followed += decision.plan || decision.explanation.includes('Learned') ? 1 : 0;
        expect(compareDecisions(JSON.parse(JSON.stringify(decision)), again(basis, basis, []))).toEqual([]);
      }),
      { numRuns: 50 },
    );
    expect(followed).toBeGreaterThan(0);
  });

  test('names no address and no key, and its digest changes with anything it says', () => {
    const each = supplierWith();
    const [first] = each.suppliers;
    const leaky = { ...first, baseUrl: 'https://secret.example', secretId: 'secret-1' } as RoutableSupplier;
    const basis = basisOf({ ...each, suppliers: [leaky] }, { pinnedRef: null, onlyRef: null, isDowngraded: false });
    const ground = groundOf(basis);
    expect(JSON.stringify(ground)).not.toContain('secret');
    const digest = digestOfGround(ground);
    expect(digestOfGround(throughStorage(ground))).toBe(digest);
    const text = JSON.stringify(ground).replace('"dataClassMax":"internal"', '"dataClassMax":"restricted"');
    expect(digestOfGround(JSON.parse(text))).not.toBe(digest);
  });
});

const supplierWith = (): DecideRequest => {
  const lab = (slug: string, keys: readonly string[]): RoutableSupplier => ({
    id: slug,
    slug,
    name: slug,
    kind: 'openai',
    dataClassMax: 'internal',
    residency: '',
    isEnabled: true,
    hasKey: true,
    isSimulated: false,
    human: null,
    models: keys.map((key) => ({
      id: `${slug}-${key}`,
      key,
      contextTokens: 100_000,
      capabilities: ['structured_output'],
      price: {
        inputMicroUsdPerMTok: 1_000_000,
        outputMicroUsdPerMTok: 1_000_000,
        cachedInputMicroUsdPerMTok: null,
        cacheWriteMicroUsdPerMTok: null,
        version: 'test',
      },
      isEnabled: true,
    })),
  });
  return {
    task: taskSpecSchema.parse({
      slug: 'sort',
      name: 'Sort',
      instructions: 'Sort it.',
      input: { type: 'object', properties: { text: { type: 'string' } } },
      output: { type: 'object', properties: {} },
      dataClass: 'internal',
    }),
    dataClass: 'internal',
    facts: { inputTokens: 100 },
    suppliers: [lab('a', ['small', 'large']), lab('b', ['small'])],
    evidence: { outcomes: {} },
    policy: { ...defaultRoutingPolicy, quality: { kind: 'relative', share: 0.9, reference: 'a/large' } },
    health: {},
    now: 0,
  };
};
