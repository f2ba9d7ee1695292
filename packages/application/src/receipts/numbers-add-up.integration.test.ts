import type { OrganisationId, UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { getWaste } from '../analysis/get-waste.ts';
import { getSupplierPerformance } from '../analysis/supplier-performance.ts';
import { foldSpend } from './fold-spend.ts';
import { getSpend, type Spend } from './get-spend.ts';
import { keepReceiptPartitions } from './keep-receipt-partitions.ts';
import { type ListedReceipt, listReceipts } from './list-receipts.ts';
import { recordSample } from './receipt-sample.fixture.ts';
import type { SpendShare } from './spend-shares.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let fiona: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 10 });
  organisationId = await createOrganisation(fixture.app);
  fiona = await createPerson(fixture.app, organisationId, { name: 'Fiona', roles: ['admin'] });
  await keepReceiptPartitions(fixture.app);
  await recordSample(fixture.app, { organisationId, personId: fiona.userId, count: 150, seed: 1 });
  await foldSpend(fixture.app);
  // Half of the sums folded and half not, as on any day.
  await recordSample(fixture.app, { organisationId, personId: fiona.userId, count: 150, seed: 2 });
});
afterAll(() => fixture.close());

type Filter = Parameters<typeof listReceipts>[2] & object;

/** All pages of the list that a number opens. */
const listAll = async (filter: Filter): Promise<ListedReceipt[]> => {
  const items: ListedReceipt[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await listReceipts(fixture.app, fiona, { ...filter, limit: 37, ...(cursor ? { cursor } : {}) });
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
};

const amounts = [
  'receipts',
  'attempts',
  'errors',
  'costMicroUsd',
  'inputTokens',
  'outputTokens',
  'cacheHits',
  'savedMicroUsd',
] as const;
type Amounts = Record<(typeof amounts)[number], number>;

/** What a list comes to, from its rows and nothing else. */
const sumOf = (items: readonly ListedReceipt[]): Amounts => {
  const total: Amounts = {
    receipts: 0,
    attempts: 0,
    errors: 0,
    costMicroUsd: 0,
    inputTokens: 0,
    outputTokens: 0,
    cacheHits: 0,
    savedMicroUsd: 0,
  };
  for (const { part, isCacheHit } of items) {
    if (part === null) throw new Error('a number of the spend page opens a list without parts');
    total.receipts += part.isCounted ? 1 : 0;
    total.cacheHits += part.isCounted && isCacheHit ? 1 : 0;
    for (const amount of [
      'attempts',
      'errors',
      'costMicroUsd',
      'inputTokens',
      'outputTokens',
      'savedMicroUsd',
    ] as const)
      total[amount] += part[amount];
  }
  return total;
};

const only = (share: Amounts): Amounts =>
  Object.fromEntries(amounts.map((amount) => [amount, share[amount]])) as Amounts;

const modelFields = (key: string): Filter => {
  const slash = key.indexOf('/');
  if (slash < 0) return key === 'none' ? { supplierSlug: key } : { supplierSlug: key, modelKey: 'none' };
  return { supplierSlug: key.slice(0, slash), modelKey: key.slice(slash + 1) };
};

const tables: readonly {
  readonly shares: (spend: Spend) => readonly SpendShare[];
  readonly narrow: (key: string) => Filter;
}[] = [
  { shares: ({ bySupplier }) => bySupplier, narrow: (supplierSlug) => ({ supplierSlug }) },
  { shares: ({ byModel }) => byModel, narrow: modelFields },
  { shares: ({ byTask }) => byTask, narrow: (taskSlug) => ({ taskSlug }) },
  { shares: ({ byWorkflow }) => byWorkflow, narrow: (workflow) => ({ workflow }) },
  { shares: ({ byPerson }) => byPerson, narrow: (person) => ({ person }) },
  { shares: ({ byApiKey }) => byApiKey, narrow: (apiKey) => ({ apiKey }) },
  { shares: ({ byOrigin }) => byOrigin, narrow: (origin) => ({ origin: origin as never }) },
];

const filters: readonly Filter[] = [
  {},
  { taskSlug: 'triage' },
  { supplierSlug: 'openai' },
  { supplierSlug: 'openai', modelKey: 'large', isSimulated: false },
  { isSimulated: true, origin: 'gateway' },
];

describe('every number of the spend page is the sum of the receipts that it opens', () => {
  test.each(filters.map((filter) => [JSON.stringify(filter), filter] as const))('narrowed to %s', async (_, filter) => {
    const spend = await getSpend(fixture.app, fiona, filter);
    const period = { from: spend.from, to: spend.to };
    const simulations = filter.isSimulated === undefined ? [true, false] : [filter.isSimulated];
    for (const isSimulated of simulations) {
      const whole = isSimulated ? spend.simulated : spend.real;
      expect(whole.attempts).toBeGreaterThan(5);
      expect(sumOf(await listAll({ ...filter, ...period, isSimulated }))).toEqual(only(whole));
      expect(sumOf(await listAll({ ...filter, ...period, isSimulated, hasErrors: true })).errors).toBe(whole.errors);
      const cached = sumOf(await listAll({ ...filter, ...period, isSimulated, isCacheHit: true }));
      expect([cached.cacheHits, cached.savedMicroUsd]).toEqual([whole.cacheHits, whole.savedMicroUsd]);
    }
    for (const { shares, narrow } of tables) {
      for (const share of shares(spend)) {
        const behind = { ...filter, ...period, ...narrow(share.key), isSimulated: share.isSimulated };
        expect({ key: share.key, ...sumOf(await listAll(behind)) }).toEqual({ key: share.key, ...only(share) });
      }
    }
    for (const { day, realMicroUsd, simulatedMicroUsd } of spend.days) {
      const costs: number[] = [];
      for (const isSimulated of [false, true]) {
        if (filter.isSimulated === !isSimulated) costs.push(0);
        else costs.push(sumOf(await listAll({ ...filter, from: day, to: day, isSimulated })).costMicroUsd);
      }
      expect([day, ...costs]).toEqual([day, realMicroUsd, simulatedMicroUsd]);
    }
  });
});

test('latency and errors of a supplier are those of the attempts in its list', async () => {
  const { candidates, from, to, receipts, sampled } = await getSupplierPerformance(fixture.app, fiona);
  expect(receipts).toBe(300);
  expect(sampled).toBeLessThan(receipts);
  expect(candidates.length).toBeGreaterThan(4);
  for (const { ref, isSimulated, attempts, errors, meanMs } of candidates) {
    const items = await listAll({ ...modelFields(ref), isSimulated, from, to });
    const sum = sumOf(items);
    const durationMs = items.reduce((total, { part }) => total + (part?.durationMs ?? 0), 0);
    expect([ref, sum.attempts, sum.errors, Math.round(durationMs / sum.attempts)]).toEqual([
      ref,
      attempts,
      errors,
      meanMs,
    ]);
  }
});

test('what is wasted follows from the receipts that a finding opens', async () => {
  const waste = await getWaste(fixture.app, fiona);
  const { from, to } = waste;
  expect(waste.repeated.length).toBeGreaterThan(0);
  for (const { receiptId, receipts, wastedMicroUsd } of waste.repeated) {
    const costs = (await listAll({ sameInputAs: receiptId ?? '', from, to })).map(({ costMicroUsd }) => costMicroUsd);
    expect(costs).toHaveLength(receipts);
    expect(costs.reduce((sum, cost) => sum + cost, 0) - Math.max(...costs)).toBe(wastedMicroUsd);
  }
  expect(waste.loops.length).toBeGreaterThan(0);
  for (const { runId, taskSlug, receipts, wastedMicroUsd } of waste.loops) {
    const items = await listAll({ runId: (runId ?? '') as never, taskSlug: taskSlug ?? 'none', from, to });
    expect([items.length, items.reduce((sum, { costMicroUsd }) => sum + costMicroUsd, 0)]).toEqual([
      receipts,
      wastedMicroUsd,
    ]);
  }
  expect(waste.oversized.length).toBeGreaterThan(0);
  for (const { taskSlug, receipts, inputTokensMin } of waste.oversized) {
    const items = await listAll({ taskSlug: taskSlug ?? 'none', inputTokensMin: inputTokensMin ?? 0, from, to });
    expect(items).toHaveLength(receipts);
  }
});
