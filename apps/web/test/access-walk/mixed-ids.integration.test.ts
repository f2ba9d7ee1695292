import {
  answerOffers,
  correctSpend,
  createApiKey,
  createBudget,
  createDataset,
  createSupplier,
  createTask,
  eraseCases,
  getBudget,
  getEval,
  listReceipts,
  planEval,
  publishTask,
  removeCase,
  resolveUnknownCost,
  savePolicyDraft,
  topUpBudget,
  tryGrading,
  updateApiKey,
  whatIf,
} from '@switchyard/application';
import { newId } from '@switchyard/db';
import {
  type ApiKeyId,
  type BudgetId,
  budgetIdSchema,
  budgetScopes,
  type DatasetCaseId,
  type DatasetId,
  datasetIdSchema,
  type EvalRunId,
  type JsonValue,
  taskSpecSchema,
} from '@switchyard/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createWorld, unknownIds, type World } from './world.ts';

let world: World;
/** What the stranger has, so that the first id of a request is right and only the second is another organisation's. */
let own: { readonly datasetId: DatasetId; readonly budgetId: BudgetId; readonly keyId: ApiKeyId };
beforeAll(async () => {
  world = await createWorld();
  const { fixture, stranger } = world;
  const { app } = fixture;
  await createSupplier(app, stranger, { slug: 'rules', name: 'Rules', kind: 'rules', dataClassMax: 'restricted' });
  const spec = taskSpecSchema.parse({
    slug: 'own',
    name: 'Own',
    instructions: 'Own.',
    input: { type: 'object', properties: { text: { type: 'string' } } },
    output: { type: 'object', properties: { kind: { type: 'string', enum: ['a', 'b'] } } },
    dataClass: 'internal',
  });
  await createTask(app, stranger, { spec });
  await publishTask(app, stranger, { slug: 'own' });
  const dataset = await createDataset(app, stranger, { taskSlug: 'own', name: 'Own' });
  const terms = { name: 'Own', period: 'run' as const, capMicroUsd: 1 };
  const budget = await createBudget(app, stranger, { spec: { ...terms, scope: 'organisation' } });
  const key = await createApiKey(app, stranger, { name: 'Own', scopes: ['runs:read'], expiresInDays: 1 });
  own = { datasetId: datasetIdSchema.parse(dataset.id), budgetId: budget.id, keyId: key.id };
});
afterAll(() => world.fixture.close());

const grading = { graders: [{ grader: { kind: 'exact' as const }, weight: 1 }], passAt: 1 };
const key = { name: 'X', scopes: ['runs:read' as const], expiresInDays: 1 };
const arms = { incumbent: { candidateRef: null }, challenger: { candidateRef: 'rules' } };

/** Each names something of one's own and something of the other organisation. */
const attempts: Record<string, () => Promise<unknown>> = {
  'a person for one’s key': () =>
    createApiKey(world.fixture.app, world.stranger, { ...key, personId: world.ids.userId }),
  'a person for a key that is there': () =>
    updateApiKey(world.fixture.app, world.stranger, {
      id: own.keyId,
      revision: 1,
      changes: { personId: world.ids.userId },
    }),
  'a run to top up': () =>
    topUpBudget(world.fixture.app, world.stranger, {
      id: own.budgetId,
      runId: world.ids.runId,
      amountMicroUsd: 5,
    }),
  'a period of unknown cost': () =>
    resolveUnknownCost(world.fixture.app, world.stranger, {
      id: own.budgetId,
      periodId: newId(),
      unknownMicroUsd: 1,
      actualMicroUsd: 0,
      reason: 'x',
    }),
  'an invoice for a correction': () =>
    correctSpend(world.fixture.app, world.stranger, {
      supplierSlug: 'rules',
      day: '2026-11-03',
      amountMicroUsd: 1,
      reason: 'x',
      invoiceId: world.ids.invoiceId,
    }),
  'a case to try graders on': () =>
    tryGrading(world.fixture.app, world.stranger, {
      datasetId: own.datasetId,
      caseId: world.ids.caseId as DatasetCaseId,
      grading,
      output: null as JsonValue,
    }),
  'a case to remove': () =>
    removeCase(world.fixture.app, world.stranger, {
      datasetId: own.datasetId,
      caseId: world.ids.caseId as DatasetCaseId,
    }),
  'a dataset to compare on, under an id of one’s own': () =>
    planEval(world.fixture.app, world.stranger, {
      ...arms,
      evalRunId: newId<EvalRunId>(),
      datasetId: datasetIdSchema.parse(world.ids.datasetId),
    }),
  'the id of an evaluation that is there': () =>
    planEval(world.fixture.app, world.stranger, {
      ...arms,
      evalRunId: world.ids.evalRunId as EvalRunId,
      datasetId: own.datasetId,
    }),
  'the id of a budget that is there': () =>
    createBudget(world.fixture.app, world.stranger, {
      id: budgetIdSchema.parse(world.ids.budgetId),
      spec: { name: 'Walked', scope: 'organisation', period: 'month', capMicroUsd: 1_000_000_000 },
    }),
  'the id of a key that is there': () =>
    createApiKey(world.fixture.app, world.stranger, { ...key, id: world.ids.apiKeyId as ApiKeyId }),
};

test('the other organisation has what is asked for', () => {
  const { userId, apiKeyId, runId, invoiceId, caseId, datasetId, evalRunId, budgetId, receiptId, supplierId } =
    world.ids;
  const asked = [userId, apiKeyId, runId, invoiceId, caseId, datasetId, evalRunId, budgetId, receiptId, supplierId];
  expect(asked).not.toContain(unknownIds.runId);
});

test.each(Object.entries(attempts))(
  '%s of another organisation is refused, and nothing of it changes',
  async (_what, attempt) => {
    const before = await world.snapshot();
    await expect(attempt()).rejects.toMatchObject({
      code: expect.stringMatching(/^(not_found|conflict|not_permitted_now)$/),
    });
    expect(await world.snapshot()).toBe(before);
  },
);

test.each(budgetScopes.filter((scope) => scope !== 'organisation'))('a budget of its %s is refused', async (scope) => {
  const { fixture, stranger, ids } = world;
  const foreign: Record<string, string> = { supplier: ids.supplierId, api_key: ids.apiKeyId, person: ids.userId };
  const find = (table: string) =>
    fixture.app.db.transaction({ organisationId: world.organisationId }, (tx) =>
      tx.query<{ id: string }>(`SELECT id FROM ${table} WHERE organisation_id = $1 LIMIT 1`, [world.organisationId]),
    );
  const targetId = foreign[scope] ?? (await find(scope))[0]?.id ?? null;
  const spec = { name: 'X', scope, targetId, period: 'day' as const, capMicroUsd: 1 };
  await expect(createBudget(fixture.app, stranger, { spec })).rejects.toMatchObject({ code: 'not_found' });
  if (scope !== 'workflow' && scope !== 'task') return;
  const rules = { rules: {}, revision: 0, scope: { [`${scope}Id`]: targetId } };
  await expect(savePolicyDraft(fixture.app, stranger, rules)).rejects.toMatchObject({ code: 'not_found' });
});

test('what lists are narrowed by shows nothing of another organisation', async () => {
  const { fixture, stranger, ids } = world;
  const { app } = fixture;
  const filters = [
    { person: ids.userId },
    { apiKey: ids.apiKeyId },
    { taskSlug: ids.taskSlug },
    { runId: ids.runId as never },
    { stepId: ids.stepId as never },
    { sameInputAs: ids.receiptId },
    { cursor: newId() },
  ];
  for (const filter of filters) expect((await listReceipts(app, stranger, filter)).items).toEqual([]);
  expect(await whatIf(app, stranger, { policy: {}, cursor: newId() })).toMatchObject({ looked: 0 });
  const before = await world.snapshot();
  const offers = { datasetId: own.datasetId, ids: [ids.caseId], isTaken: true };
  expect(await answerOffers(app, stranger, offers).catch(() => ({ taken: 0 }))).toMatchObject({ taken: 0 });
  expect(await eraseCases(app, stranger, { slug: 'own', ids: [ids.caseId] }).catch(() => ({ erased: 0 }))).toEqual({
    erased: 0,
  });
  await expect(getBudget(app, stranger, { id: budgetIdSchema.parse(ids.budgetId) })).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(getEval(app, stranger, { evalRunId: ids.evalRunId as EvalRunId })).rejects.toMatchObject({
    code: 'not_found',
  });
  expect(await world.snapshot()).toBe(before);
});
