import {
  addEndpoint,
  createApiKey,
  createBudget,
  createCalendar,
  createSupplier,
  createTask,
  planRunMigration,
  registerSource,
  registerToolServer,
} from '@switchyard/application';
import { newId } from '@switchyard/db';
import { apiScopes, sourceSpecSchema } from '@switchyard/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routes } from '../src/routes/index.ts';
import { createKey, createStranger, type GatewayFixture, publishDoubling, startFixture } from './gateway-fixture.ts';
import { switchboardRows, walkedTask } from './switchboard-rows.ts';

interface World {
  readonly fixture: GatewayFixture;
  /** Keys with every scope, of the organisation that owns what is asked for and of another. */
  readonly own: string;
  readonly foreign: string;
  readonly slug: string;
  readonly runId: string;
  readonly migrationId: string;
  readonly budgetId: string;
  /** A key that may do nothing but manage keys. */
  readonly keyId: string;
}

interface Row {
  /** The address with ids of the first organisation. */
  readonly path: (world: World) => string;
  readonly body?: unknown;
  /** What a key of another organisation gets: nothing at this address, or a list without anything of ours. */
  readonly foreign: 'not found' | 'nothing of ours';
}

const open = [{ from: '09:00', to: '17:00' }];
const officeHours = {
  name: 'Walked hours',
  timeZone: 'UTC',
  weekly: { monday: open, tuesday: open, wednesday: open, thursday: open, friday: open, saturday: [], sunday: [] },
  holidays: [],
};
const walkedBudget = {
  name: 'Walked',
  scope: 'organisation' as const,
  period: 'month' as const,
  capMicroUsd: 1_000_000_000,
};
const emptyDraft = { v: 1, nodes: [], edges: [] };

const table: Readonly<Record<string, Row>> = {
  startRun: { path: ({ slug }) => `/workflows/${slug}/runs`, body: { input: { amount: 1 } }, foreign: 'not found' },
  listRuns: { path: () => '/runs', foreign: 'nothing of ours' },
  getRun: { path: ({ runId }) => `/runs/${runId}`, foreign: 'not found' },
  listSteps: { path: ({ runId }) => `/runs/${runId}/steps`, foreign: 'not found' },
  readValue: { path: ({ runId }) => `/runs/${runId}/values/${'0'.repeat(64)}`, foreign: 'not found' },
  cancelRun: { path: ({ runId }) => `/runs/${runId}/cancel`, body: {}, foreign: 'not found' },
  pauseRun: { path: ({ runId }) => `/runs/${runId}/pause`, body: {}, foreign: 'not found' },
  changePriority: { path: ({ runId }) => `/runs/${runId}/priority`, body: { priority: 7 }, foreign: 'not found' },
  resumeRun: { path: ({ runId }) => `/runs/${runId}/resume`, foreign: 'not found' },
  retryStep: { path: ({ runId }) => `/runs/${runId}/steps/${newId()}/retry`, body: {}, foreign: 'not found' },
  skipStep: {
    path: ({ runId }) => `/runs/${runId}/steps/${newId()}/skip`,
    body: { reason: 'Walked' },
    foreign: 'not found',
  },
  changeVariable: {
    path: ({ runId }) => `/runs/${runId}/variables/walked`,
    body: { value: 1, revision: 1 },
    foreign: 'not found',
  },
  rerunRun: { path: ({ runId }) => `/runs/${runId}/rerun`, body: {}, foreign: 'not found' },
  setAsideRun: { path: ({ runId }) => `/runs/${runId}/set-aside`, body: { reason: 'Walked' }, foreign: 'not found' },
  listAttention: { path: () => '/attention', foreign: 'nothing of ours' },
  groupAttention: { path: () => '/attention/groups', foreign: 'nothing of ours' },
  previewBulkOperation: {
    path: () => '/bulk-operations/preview',
    body: { kind: 'cancel', filter: {} },
    foreign: 'nothing of ours',
  },
  startBulkOperation: {
    path: () => '/bulk-operations',
    body: { kind: 'cancel', id: newId(), filter: { workflowSlug: 'nobody-has-it' }, reason: 'Tidy' },
    foreign: 'nothing of ours',
  },
  listBulkOperations: { path: () => '/bulk-operations', foreign: 'nothing of ours' },
  getBulkOperation: { path: () => `/bulk-operations/${newId()}`, foreign: 'not found' },
  stopBulkOperation: { path: () => `/bulk-operations/${newId()}/stop`, foreign: 'not found' },
  listItems: { path: ({ runId }) => `/runs/${runId}/steps/${newId()}/items`, foreign: 'nothing of ours' },
  addItems: {
    path: ({ runId }) => `/runs/${runId}/steps/${newId()}/items`,
    body: { items: [1] },
    foreign: 'not found',
  },
  cancelItem: { path: ({ runId }) => `/runs/${runId}/steps/${newId()}/items/0/cancel`, body: {}, foreign: 'not found' },
  closeItems: { path: ({ runId }) => `/runs/${runId}/steps/${newId()}/close`, body: {}, foreign: 'not found' },
  sendMessage: { path: () => '/messages', body: { name: 'walk', key: 'walk' }, foreign: 'nothing of ours' },
  getReceipt: { path: () => `/receipts/${newId()}`, foreign: 'not found' },
  replayReceipt: { path: () => `/receipts/${newId()}/replay`, foreign: 'not found' },
  listReceipts: { path: () => '/receipts', foreign: 'nothing of ours' },
  getSpend: { path: () => '/spend', foreign: 'nothing of ours' },
  getUnitCost: { path: () => '/spend/unit-cost', foreign: 'nothing of ours' },
  getSupplierPerformance: { path: () => '/spend/suppliers', foreign: 'nothing of ours' },
  getWaste: { path: () => '/spend/waste', foreign: 'nothing of ours' },
  whatIf: { path: () => '/spend/what-if', body: { policy: {} }, foreign: 'nothing of ours' },
  correctSpend: {
    path: () => '/spend/corrections',
    body: { supplierSlug: 'walked', day: '2026-11-03', amountMicroUsd: 1, reason: 'walk' },
    foreign: 'not found',
  },
  listInvoices: { path: () => '/invoices', foreign: 'nothing of ours' },
  importInvoice: {
    path: () => '/invoices',
    body: {
      supplierSlug: 'walked',
      fileName: 'walk.csv',
      csv: 'day,amount\n2026-11-03,1',
      columns: { day: 'day', model: null, amount: 'amount' },
    },
    foreign: 'not found',
  },
  listSpendCorrections: { path: () => '/spend/corrections', foreign: 'nothing of ours' },
  removeInvoice: { path: () => `/invoices/${newId()}/remove`, foreign: 'not found' },
  reconcileInvoice: { path: () => `/invoices/${newId()}`, foreign: 'not found' },
  traceSubject: { path: () => '/subjects/trace', body: { subjectKey: 'walked' }, foreign: 'nothing of ours' },
  listWorkflows: { path: () => '/workflows', foreign: 'nothing of ours' },
  createWorkflow: { path: () => '/workflows', body: { name: 'Of one’s own' }, foreign: 'nothing of ours' },
  getDraft: { path: ({ slug }) => `/workflows/${slug}/draft`, foreign: 'not found' },
  putDraft: {
    path: ({ slug }) => `/workflows/${slug}/draft`,
    body: { revision: 1, draft: emptyDraft },
    foreign: 'not found',
  },
  publishWorkflow: {
    path: ({ slug }) => `/workflows/${slug}/publish`,
    body: { revision: 1, note: 'Walked' },
    foreign: 'not found',
  },
  planRunMigration: {
    path: ({ slug }) => `/workflows/${slug}/run-migrations`,
    body: { toVersion: 1 },
    foreign: 'not found',
  },
  continueRunMigrationPlan: { path: ({ migrationId }) => `/run-migrations/${migrationId}/plan`, foreign: 'not found' },
  listRunMigrations: { path: ({ slug }) => `/workflows/${slug}/run-migrations`, foreign: 'not found' },
  getRunMigration: { path: ({ migrationId }) => `/run-migrations/${migrationId}`, foreign: 'not found' },
  applyRunMigration: {
    path: ({ migrationId }) => `/run-migrations/${migrationId}/apply`,
    body: { digest: '0'.repeat(64) },
    foreign: 'not found',
  },
  listSources: { path: () => '/sources', foreign: 'nothing of ours' },
  putSourceContent: { path: () => '/sources/walked/content', body: 'name\nB\n', foreign: 'not found' },
  listCalendars: { path: () => '/calendars', foreign: 'nothing of ours' },
  getCalendar: { path: () => '/calendars/walked-hours', foreign: 'not found' },
  // What another organisation puts at this address is its own.
  putCalendar: { path: () => '/calendars/own-hours', body: officeHours, foreign: 'nothing of ours' },
  listBudgets: { path: () => '/budgets', foreign: 'nothing of ours' },
  getBudget: { path: ({ budgetId }) => `/budgets/${budgetId}`, foreign: 'not found' },
  createBudget: { path: () => '/budgets', body: { spec: walkedBudget }, foreign: 'nothing of ours' },
  updateBudget: {
    path: ({ budgetId }) => `/budgets/${budgetId}`,
    body: { spec: walkedBudget, revision: 1 },
    foreign: 'not found',
  },
  topUpBudget: {
    path: ({ budgetId }) => `/budgets/${budgetId}/top-up`,
    body: { amountMicroUsd: 1000 },
    foreign: 'not found',
  },
  resolveUnknownCost: {
    path: ({ budgetId }) => `/budgets/${budgetId}/periods/${newId()}/resolve-unknown`,
    body: { unknownMicroUsd: 1, actualMicroUsd: 0, reason: 'Invoice' },
    foreign: 'not found',
  },
  removeBudget: { path: ({ budgetId }) => `/budgets/${budgetId}/remove`, foreign: 'not found' },
  getClassifier: { path: () => '/tasks/walked-task/classifier', foreign: 'not found' },
  addCases: { path: () => '/tasks/walked-task/cases', body: 'text,topic\na,card\n', foreign: 'not found' },
  listCases: { path: () => '/tasks/walked-task/cases', foreign: 'not found' },
  eraseCases: { path: () => '/tasks/walked-task/cases/erase', body: { ids: null }, foreign: 'not found' },
  startTraining: { path: () => '/tasks/walked-task/classifier/train', foreign: 'not found' },
  cancelTraining: { path: () => '/tasks/walked-task/classifier/cancel', foreign: 'not found' },
  adoptClassifier: { path: () => '/tasks/walked-task/classifier/adopted', body: { number: 1 }, foreign: 'not found' },
  scheduleTraining: {
    path: () => '/tasks/walked-task/classifier/schedule',
    body: { everyDays: 7 },
    foreign: 'not found',
  },
  listDatasets: { path: () => '/datasets', foreign: 'nothing of ours' },
  createDataset: { path: () => '/datasets', body: { taskSlug: 'walked', name: 'Walked' }, foreign: 'not found' },
  uploadCases: {
    path: () => `/datasets/${newId()}/cases`,
    body: { format: 'csv', content: 'a\n1\n' },
    foreign: 'not found',
  },
  getDataset: { path: () => `/datasets/${newId()}`, foreign: 'not found' },
  saveDataset: {
    path: () => `/datasets/${newId()}`,
    body: { revision: 1, intake: 'none', grading: { graders: [{ grader: { kind: 'exact' } }] } },
    foreign: 'not found',
  },
  tryGrading: {
    path: () => `/datasets/${newId()}/try`,
    body: { caseId: newId(), output: {}, grading: { graders: [{ grader: { kind: 'exact' } }] } },
    foreign: 'not found',
  },
  removeDataset: { path: () => `/datasets/${newId()}/remove`, foreign: 'not found' },
  listOfferedCases: { path: () => `/datasets/${newId()}/offers`, foreign: 'not found' },
  answerOffers: {
    path: () => `/datasets/${newId()}/offers`,
    body: { ids: [newId()], isTaken: true },
    foreign: 'not found',
  },
  listEvals: { path: () => '/evals', foreign: 'nothing of ours' },
  planEval: {
    path: () => '/evals',
    body: {
      evalRunId: newId(),
      datasetId: newId(),
      incumbent: { candidateRef: 'a' },
      challenger: { candidateRef: 'b' },
    },
    foreign: 'not found',
  },
  getEval: { path: () => `/evals/${newId()}`, foreign: 'not found' },
  startEval: { path: () => `/evals/${newId()}/start`, body: { atMostMicroUsd: 1 }, foreign: 'not found' },
  cancelEval: { path: () => `/evals/${newId()}/cancel`, foreign: 'not found' },
  adoptCandidate: { path: () => `/evals/${newId()}/adopt`, body: {}, foreign: 'not found' },
  listWatches: { path: () => '/watches', foreign: 'nothing of ours' },
  setWatch: {
    path: () => '/tasks/walked/watch',
    body: { grading: { graders: [{ grader: { kind: 'exact' } }] } },
    foreign: 'not found',
  },
  listLimits: { path: () => '/limits', foreign: 'nothing of ours' },
  setLimit: {
    path: () => '/limits',
    body: { spec: { scope: 'organisation', stepsMax: 500 } },
    foreign: 'nothing of ours',
  },
  removeLimit: { path: () => `/limits/${newId()}/remove`, foreign: 'not found' },
  listSchedules: { path: ({ slug }) => `/workflows/${slug}/schedules`, foreign: 'not found' },
  pauseSchedule: { path: ({ slug }) => `/workflows/${slug}/schedules/${newId()}/pause`, foreign: 'not found' },
  resumeSchedule: { path: ({ slug }) => `/workflows/${slug}/schedules/${newId()}/resume`, foreign: 'not found' },
  getAgentLimits: { path: ({ runId }) => `/runs/${runId}/steps/${newId()}/limits`, foreign: 'not found' },
  listAgentTurns: { path: ({ runId }) => `/runs/${runId}/steps/${newId()}/turns`, foreign: 'nothing of ours' },
  listApiKeys: { path: () => '/keys', foreign: 'nothing of ours' },
  updateApiKey: {
    path: ({ keyId }) => `/keys/${keyId}`,
    body: { revision: 1, changes: { callsPerMinute: 60 } },
    foreign: 'not found',
  },
  rotateApiKey: { path: ({ keyId }) => `/keys/${keyId}/rotate`, body: { graceMinutes: 0 }, foreign: 'not found' },
  revokeApiKey: { path: ({ keyId }) => `/keys/${keyId}/revoke`, foreign: 'not found' },
  ...switchboardRows,
  listApprovals: { path: () => '/approvals', foreign: 'nothing of ours' },
  listAuditEvents: { path: () => '/audit/events', foreign: 'nothing of ours' },
};

let world: World;
beforeAll(async () => {
  const fixture = await startFixture();
  const { app, owner } = fixture;
  const own = await createKey(app, owner, apiScopes);
  const foreign = await createKey(app, await createStranger(app), apiScopes);
  const { slug } = await publishDoubling(app, owner);
  await createCalendar(app, owner, { spec: { ...officeHours, slug: 'walked-hours' } });
  const spec = sourceSpecSchema.parse({
    slug: 'walked',
    name: 'Walked',
    authority: 'authoritative',
    dataClass: 'internal',
    config: { kind: 'upload', format: 'csv' },
  });
  await registerSource(app, owner, { spec }, { name: 'a.csv', bytes: new TextEncoder().encode('name\nA\n') });
  const started = await fetch(`${fixture.gateway.url}/api/v1/workflows/${slug}/runs`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'application/json' },
    body: JSON.stringify({ input: { amount: 1 } }),
  });
  const { runId }: { runId: string } = JSON.parse(await started.text());
  const { id: migrationId } = await planRunMigration(app, owner, { workflowSlug: slug, toVersion: 1 });
  await createTask(app, owner, { spec: walkedTask });
  const { id: budgetId } = await createBudget(app, owner, { spec: walkedBudget });
  const lab = { slug: 'walked-lab', name: 'Walked', kind: 'openai', dataClassMax: 'internal' } as const;
  await createSupplier(app, owner, lab);
  await registerToolServer(app, owner, {
    spec: { slug: 'walked-shop', name: 'Walked shop', url: 'http://127.0.0.1:1/mcp', dataClassMax: 'internal' },
  });
  await addEndpoint(app, owner, { slug: lab.slug, endpoint: { label: 'walked-spare' } });
  const walkedKey = { name: 'Walked', scopes: ['keys:write' as const], expiresInDays: null };
  const { id: keyId } = await createApiKey(app, owner, walkedKey);
  world = { fixture, own, foreign, slug, runId, migrationId, budgetId, keyId };
});
afterAll(() => world.fixture.close());

test('every route is in the table, and the table names none that is gone', () => {
  expect(Object.keys(table).toSorted()).toEqual(routes.map(({ operationId }) => operationId).toSorted());
});

describe.each(routes.map((route) => [route.operationId, route] as const))('%s', (name, route) => {
  const row = table[name];
  if (!row) throw new Error(`${name} is not in the table`);
  const { body } = row;

  const call = async (key: string | null) => {
    const isText = typeof body === 'string';
    const response = await fetch(`${world.fixture.gateway.url}/api/v1${row.path(world)}`, {
      method: route.method.toUpperCase(),
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': isText ? 'text/csv' : 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
    });
    return { status: response.status, text: await response.text() };
  };

  test('opens to no key and to none that is not known', async () => {
    expect((await call(null)).status).toBe(401);
    expect((await call(`sy_${'x'.repeat(43)}`)).status).toBe(401);
  });

  test('is forbidden to a key with every scope but its own', async () => {
    const { app, owner } = world.fixture;
    const others = apiScopes.filter((scope) => !route.scopes.includes(scope));
    expect((await call(await createKey(app, owner, others))).status).toBe(403);
  });

  test('gives a key of another organisation nothing', async () => {
    const { status, text } = await call(world.foreign);
    if (row.foreign === 'not found') {
      // As for an id that nobody has: the answer repeats what was asked and says no more.
      return expect({ status, text }).toMatchObject({ status: 404, text: expect.stringContaining('"not_found"') });
    }
    expect([200, 202]).toContain(status);
    for (const secret of [world.slug, world.runId, 'walked']) expect(text).not.toContain(secret);
  });

  test('is open to a key with one of its scopes', async () => {
    const { app, owner } = world.fixture;
    for (const scope of route.scopes) {
      const { status } = await call(await createKey(app, owner, [scope]));
      expect([401, 403]).not.toContain(status);
    }
  });
});
