import { newId } from '@switchyard/db';
import { type BudgetSpec, budgetIdSchema, type OrganisationId, type UserActor } from '@switchyard/domain';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { getBudget } from './get-budget.ts';
import { type BudgetScopes, reserveBudget } from './reserve-budget.ts';
import { resolveUnknownCost } from './resolve-unknown.ts';
import { createBudget, updateBudget } from './set-budget.ts';
import { type CallCost, endSettlements, settleBudget, settleBudgets } from './settle-budget.ts';
import { sweepBudgets } from './sweep-budgets.ts';
import { topUpBudget } from './top-up-budget.ts';

let fixture: TestApp;
let organisationId: OrganisationId;
let ana: UserActor;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterAll(() => fixture.close());
beforeEach(async () => {
  organisationId = await createOrganisation(fixture.app);
  ana = await createPerson(fixture.app, organisationId);
});

const setBudget = (spec: Partial<BudgetSpec> = {}) =>
  createBudget(fixture.app, ana, {
    spec: { name: 'All', scope: 'organisation', period: 'month', capMicroUsd: 1000, ...spec },
  });

const reserve = (worstCaseMicroUsd: number, scopes: BudgetScopes = {}, ttlMs = 60_000) =>
  reserveBudget(fixture.app, { organisationId, scopes, worstCaseMicroUsd, ttlMs });

const mustReserve = async (worst: number, scopes: BudgetScopes = {}, ttlMs = 60_000): Promise<string> => {
  const answer = await reserve(worst, scopes, ttlMs);
  if (answer.kind === 'refused') throw new Error(`refused by ${answer.budget.name}`);
  return answer.reservationId;
};

interface PeriodRow {
  readonly key: string;
  readonly taken: number;
  readonly spent: number;
  readonly unknown: number;
  readonly warned: number;
}

const listPeriods = (): Promise<PeriodRow[]> =>
  fixture.app.db.queryOnce(
    { organisationId },
    `SELECT key, taken_micro_usd AS taken, spent_micro_usd AS spent, unknown_micro_usd AS unknown, warned_percent AS warned
     FROM budget_period WHERE organisation_id = $1 ORDER BY id`,
    [organisationId],
  );

const listEntries = (): Promise<{ kind: string; amount: number }[]> =>
  fixture.app.db.queryOnce(
    { organisationId },
    'SELECT kind, amount_micro_usd AS amount FROM budget_entry WHERE organisation_id = $1 ORDER BY id',
    [organisationId],
  );

test('without a budget nothing is refused and nothing is written: not set is not zero', async () => {
  await mustReserve(1_000_000_000);
  expect(await listPeriods()).toEqual([]);
});

test('with a cap of zero nothing may be spent, and what is free may be done', async () => {
  await setBudget({ capMicroUsd: 0 });
  expect(await reserve(1)).toMatchObject({
    kind: 'refused',
    budget: { name: 'All', capMicroUsd: 0, spentMicroUsd: 0 },
  });
  expect(await reserve(0)).toMatchObject({ kind: 'reserved' });
});

test('every budget that a call falls under must admit it, and one that refuses costs the others nothing', async () => {
  const workflowId = newId();
  await setBudget({ name: 'All', capMicroUsd: 1000 });
  const supplierId = await createSupplier();
  await setBudget({ name: 'Lab', scope: 'supplier', targetId: supplierId, period: 'day', capMicroUsd: 300 });
  await mustReserve(300, { supplierId, workflowId });
  expect(await reserve(300, { supplierId, workflowId })).toMatchObject({
    kind: 'refused',
    budget: { name: 'Lab', scope: 'supplier', period: 'day', capMicroUsd: 300, heldMicroUsd: 300 },
  });
  await mustReserve(700, { workflowId });
  expect(await reserve(1, { workflowId })).toMatchObject({ kind: 'refused', budget: { name: 'All' } });
});

const createSupplier = async (): Promise<string> => {
  const id = newId();
  await fixture.app.db.queryOnce(
    { organisationId },
    `INSERT INTO supplier (id, organisation_id, slug, name, kind, data_class_max) VALUES ($1, $2, 'lab', 'Lab', 'openai', 'internal')`,
    [id, organisationId],
  );
  return id;
};

const settleTogether = async (costs: readonly CallCost[]): Promise<void> => {
  await fixture.app.db.transaction({ organisationId }, async (tx) => settleBudgets(fixture.app, tx, costs));
  endSettlements(fixture.app, costs, true);
};

test('what a call did not cost comes back, and what it cost is spent', async () => {
  await setBudget();
  const first = await mustReserve(1000);
  await settleBudget(fixture.app, first, 10);
  await mustReserve(990);
  expect(await reserve(1)).toMatchObject({ kind: 'refused', budget: { spentMicroUsd: 10, heldMicroUsd: 990 } });
});

test('a settlement is part of the transaction that stores the receipt: rolled back, it never was', async () => {
  await setBudget();
  const costs = [{ reservationId: await mustReserve(1000), costMicroUsd: 10 }];
  const receipt = fixture.app.db.transaction({ organisationId }, async (tx) => {
    settleBudgets(fixture.app, tx, costs);
    throw new Error('the receipt could not be written');
  });
  await expect(receipt).rejects.toThrow('the receipt could not be written');
  endSettlements(fixture.app, costs, false);
  expect(await reserve(1)).toMatchObject({ kind: 'refused' });
  await settleTogether(costs);
  await mustReserve(990);
});

test('of many callers at once exactly those are admitted that fit', async () => {
  await setBudget({ capMicroUsd: 1000 });
  const answers = await Promise.all(Array.from({ length: 300 }, () => reserve(20)));
  expect(answers.filter(({ kind }) => kind === 'reserved')).toHaveLength(50);
});

test('an overdue reservation counts at its worst case, marked unknown, and a late settlement corrects it by an entry', async () => {
  await setBudget();
  const id = await mustReserve(400, {}, 1);
  await expect
    .poll(
      async () => {
        await sweepBudgets(fixture.app);
        return listPeriods();
      },
      { timeout: 10_000 },
    )
    .toMatchObject([{ spent: 0, unknown: 400 }]);
  await settleBudget(fixture.app, id, 150);
  await sweepBudgets(fixture.app);
  expect(await listPeriods()).toMatchObject([{ spent: 150, unknown: 0 }]);
  expect(await listEntries()).toEqual([
    { kind: 'unknown', amount: 400 },
    { kind: 'correction', amount: -250 },
  ]);
});

test('unknown cost is resolved by an invoice, once, by who sees what is unknown now; who comes back late counts on top', async () => {
  const { id } = await setBudget();
  const reservation = await mustReserve(400, {}, 1);
  await expect
    .poll(
      async () => {
        await sweepBudgets(fixture.app);
        return listPeriods();
      },
      { timeout: 10_000 },
    )
    .toMatchObject([{ spent: 0, unknown: 400 }]);
  const [period] = (await getBudget(fixture.app, ana, { id })).periods;
  const answer = { id, periodId: period?.id ?? '', unknownMicroUsd: 400, actualMicroUsd: 120, reason: 'Invoice 7' };
  const stale = { ...answer, unknownMicroUsd: 399 };
  await expect(resolveUnknownCost(fixture.app, ana, stale)).rejects.toMatchObject({ code: 'conflict' });
  const two = await Promise.allSettled([1, 2].map(() => resolveUnknownCost(fixture.app, ana, answer)));
  expect(two.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await listPeriods()).toMatchObject([{ spent: 120, unknown: 0 }]);
  expect(await listAuditTypes(fixture.app, organisationId)).toContain('budget.cost-resolved');
  await settleBudget(fixture.app, reservation, 150);
  await sweepBudgets(fixture.app);
  expect(await listPeriods()).toMatchObject([{ spent: 270, unknown: 0 }]);
  const other = await createPerson(fixture.app, await createOrganisation(fixture.app), { name: 'Stranger' });
  await expect(resolveUnknownCost(fixture.app, other, answer)).rejects.toMatchObject({ code: 'not_found' });
});

test('a call that came to more than its worst case counts in full and is marked', async () => {
  await setBudget();
  await settleBudget(fixture.app, await mustReserve(100), 1500);
  expect(await reserve(1)).toMatchObject({ kind: 'refused', budget: { spentMicroUsd: 1500 } });
  expect(await listEntries()).toEqual([{ kind: 'overrun', amount: 1400 }]);
});

test('calls that are settled together are few rows and count as each by itself: what one spares makes up for no other', async () => {
  await setBudget({ capMicroUsd: 10_000 });
  const calls = [400, 100, 1500, 1200, 'unknown', 'unknown'] as const;
  const costs = await Promise.all(
    calls.map(async (costMicroUsd) => ({ reservationId: await mustReserve(1000), costMicroUsd })),
  );
  await settleTogether(costs);
  const [settled] = await fixture.app.db.queryOnce<{ rows: number }>(
    { organisationId },
    'SELECT count(*) AS rows FROM budget_settlement WHERE organisation_id = $1',
    [organisationId],
  );
  expect(settled?.rows).toBe(3);
  await sweepBudgets(fixture.app);
  expect(await listPeriods()).toMatchObject([{ spent: 3200, unknown: 2000 }]);
  expect((await listEntries()).toSorted((one, other) => one.amount - other.amount)).toEqual([
    { kind: 'overrun', amount: 700 },
    { kind: 'unknown', amount: 2000 },
  ]);
});

test('a budget that only warns refuses nothing, and says so once per threshold', async () => {
  await setBudget({ isHard: false, warnAt: [50, 100] });
  for (const _ of [1, 2, 3, 4]) {
    await settleBudget(fixture.app, await mustReserve(300), 300);
    await sweepBudgets(fixture.app);
  }
  expect(await listPeriods()).toMatchObject([{ spent: 1200, warned: 100 }]);
  const types = await listAuditTypes(fixture.app, organisationId);
  expect(types.filter((type) => type === 'budget.threshold-reached')).toHaveLength(2);
});

test('a top-up is for its period only, and on record', async () => {
  const { id } = await setBudget({ capMicroUsd: 100 });
  await mustReserve(100);
  expect(await reserve(50)).toMatchObject({ kind: 'refused' });
  await topUpBudget(fixture.app, ana, { id, amountMicroUsd: 50, reason: 'Quarter end' });
  await mustReserve(50);
  expect(await listEntries()).toEqual([{ kind: 'top_up', amount: 50 }]);
  expect(await listAuditTypes(fixture.app, organisationId)).toContain('budget.topped-up');
});

test('a budget and a top-up that are asked for twice under one id are there once', async () => {
  const id = budgetIdSchema.parse(newId());
  const spec = { name: 'Once', scope: 'organisation', period: 'month', capMicroUsd: 100 } as const;
  const set = (name = 'Once') => createBudget(fixture.app, ana, { id, spec: { ...spec, name } });
  expect(await Promise.all([set(), set(), set()])).toEqual(Array.from({ length: 3 }, () => ({ id, revision: 1 })));
  await expect(set('Another')).rejects.toMatchObject({ code: 'conflict' });

  const topUpId = newId();
  const topUp = (amountMicroUsd = 50) => topUpBudget(fixture.app, ana, { id, topUpId, amountMicroUsd });
  await Promise.all([topUp(), topUp(), topUp()]);
  await expect(topUp(60)).rejects.toMatchObject({ code: 'conflict' });
  expect(await listEntries()).toEqual([{ kind: 'top_up', amount: 50 }]);
  const types = await listAuditTypes(fixture.app, organisationId);
  expect(types.filter((type) => type.startsWith('budget.'))).toEqual(['budget.created', 'budget.topped-up']);
});

test('an id that another organisation has taken sets nothing and shows nothing', async () => {
  const theirs = await createOrganisation(fixture.app);
  const { id } = await setBudget();
  const stranger = await createPerson(fixture.app, theirs);
  const spec = { name: 'All', scope: 'organisation', period: 'month', capMicroUsd: 1000 } as const;
  await expect(createBudget(fixture.app, stranger, { id, spec })).rejects.toMatchObject({ code: 'conflict' });
});

test('a cap that is lowered below what is taken admits nothing more, and raised again it does', async () => {
  const { id } = await setBudget({ capMicroUsd: 1000 });
  await mustReserve(600);
  const spec = { name: 'All', scope: 'organisation', period: 'month', capMicroUsd: 500 } as const;
  await updateBudget(fixture.app, ana, { id, spec, revision: 1 });
  expect(await reserve(1)).toMatchObject({ kind: 'refused', budget: { capMicroUsd: 500 } });
  await updateBudget(fixture.app, ana, { id, spec: { ...spec, capMicroUsd: 700 }, revision: 2 });
  await mustReserve(100);
});

test('a budget per run counts each run apart, and calls outside of runs not at all', async () => {
  await setBudget({ period: 'run', capMicroUsd: 100 });
  const [first, second] = [newId(), newId()];
  await mustReserve(100, { runId: first });
  expect(await reserve(1, { runId: first })).toMatchObject({ kind: 'refused', budget: { resetsAt: null } });
  await mustReserve(100, { runId: second });
  await mustReserve(100);
});

test('the day is that of the organisation, by the clock of the database, whatever this process believes', async () => {
  await setBudget({ period: 'day' });
  fixture.advance(40 * 86_400_000);
  await mustReserve(10);
  fixture.advance(-80 * 86_400_000);
  await mustReserve(10);
  const days = await fixture.app.db.queryOnce<{ day: string }>('system', `SELECT to_char(now(), 'YYYY-MM-DD') AS day`);
  expect((await listPeriods()).map(({ key }) => key)).toEqual(days.map(({ day }) => day));
  fixture.advance(40 * 86_400_000);
});

test('a clock that goes back finds the period as it was left', async () => {
  await setBudget({ period: 'day', capMicroUsd: 100 });
  await mustReserve(100);
  // In another zone it is another day; back in the first, the first day again.
  const zones = ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'UTC'];
  for (const zone of zones) {
    await fixture.app.db.queryOnce('system', 'UPDATE organisation SET time_zone = $2 WHERE id = $1', [
      organisationId,
      zone,
    ]);
  }
  expect(await reserve(1)).toMatchObject({ kind: 'refused' });
  expect(await listPeriods()).toHaveLength(1);
});

test('what a dead process held counts as spent, cost unknown, and is never free again by itself', async () => {
  await setBudget();
  await mustReserve(400);
  await sweepBudgets(fixture.app, { silenceMs: 0 });
  expect(await listPeriods()).toMatchObject([{ taken: 400, spent: 0, unknown: 400 }]);
  expect(await listAuditTypes(fixture.app, organisationId)).toContain('budget.cost-unknown');
  expect(await reserve(601)).toMatchObject({ kind: 'refused', budget: { spentMicroUsd: 400 } });
});

test('a process that was only taken for dead goes on without overrunning, and its settlements correct what was unknown', async () => {
  await setBudget();
  const early = await mustReserve(400);
  await sweepBudgets(fixture.app, { silenceMs: 0 });
  expect(await listPeriods()).toMatchObject([{ unknown: 400 }]);
  const late = await mustReserve(600);
  expect(await reserve(1)).toMatchObject({ kind: 'refused' });
  await settleBudget(fixture.app, early, 100);
  await settleBudget(fixture.app, late, 600);
  await sweepBudgets(fixture.app);
  expect(await listPeriods()).toMatchObject([{ taken: 700, spent: 700, unknown: 0 }]);
});
