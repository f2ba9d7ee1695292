import type { OrganisationId, UserActor } from '@switchyard/domain';
import { type LabSimulator, type SimulatedModel, simulatedModels, startLabSimulator } from '@switchyard/lab-simulator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { getReceipt, getSpend, listReceipts } from '../receipts/index.ts';
import { createTask, publishTask, tryTask } from '../tasks/index.ts';
import {
  createSupplier,
  getSupplier,
  listSuppliers,
  removeSupplier,
  removeSupplierKey,
  setSupplierKey,
  testSupplier,
  updateSupplier,
} from './index.ts';

let lab: LabSimulator;
let test: TestApp;
let app: App;
let organisationId: OrganisationId;
let owner: UserActor;

beforeAll(async () => {
  lab = await startLabSimulator({ port: 0, latencyScale: 0 });
  test = await createTestApp({ allowedHosts: [new URL(lab.url).host] });
  app = { ...test.app, settings: { ...test.app.settings, simulatorUrl: lab.url } };
});
afterAll(async () => {
  await lab.close();
  await test.close();
});

const tenant = async () => {
  organisationId = await createOrganisation(app);
  owner = await createPerson(app, organisationId);
  return owner;
};

const modelOf = ({ key, name, contextTokens }: SimulatedModel) => ({
  key,
  name,
  contextTokens,
  capabilities: ['structured_output' as const],
  price: { inputMicroUsdPerMTok: 1_000_000, outputMicroUsdPerMTok: 2_000_000, version: 'test' },
});

const openai = (more: object = {}) => ({
  slug: 'openai',
  name: 'OpenAI',
  kind: 'openai' as const,
  baseUrl: `${lab.url}/v1`,
  dataClassMax: 'internal' as const,
  models: simulatedModels.filter(({ wire }) => wire === 'openai').map(modelOf),
  ...more,
});

const task = {
  slug: 'extract',
  name: 'Extract a receipt',
  instructions: 'Extract the total.',
  input: { type: 'object' as const, required: ['text'], properties: { text: { type: 'string' as const } } },
  output: { type: 'object' as const, required: ['total'], properties: { total: { type: 'number' as const } } },
  checks: [{ kind: 'occursIn' as const, name: 'Total is in the text', field: 'total', inputField: 'text' }],
  dataClass: 'internal' as const,
};
const input = { text: 'BLUE HARBOUR LTD\nTOTAL RM 42.50\nCASH 50.00\nCHANGE 7.50' };

describe('suppliers', () => {
  it('of two who change models at once, the second is told, and nothing of the first is lost', async () => {
    const actor = await tenant();
    await createSupplier(app, actor, openai());
    const models = openai().models.map((model) => ({ ...model, isEnabled: true }));
    const dearer = models.map((model) => ({ ...model, price: { ...model.price, outputMicroUsdPerMTok: 9_000_000 } }));
    const change = (changed: typeof models) =>
      updateSupplier(app, actor, { slug: 'openai', changes: { models: changed }, modelsSeen: models.toReversed() });
    const settled = await Promise.allSettled([change(dearer), change(models.slice(1))]);
    expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } });
  });

  it('keeps one key of two that are entered at once', async () => {
    const actor = await tenant();
    await createSupplier(app, actor, openai());
    const keys = ['sk-first-first-1111', 'sk-second-second-2222', 'sk-third-third-3333'];
    await Promise.all(keys.map((key) => setSupplierKey(app, actor, { slug: 'openai', key })));
    const { keyLastFour } = await getSupplier(app, actor, { slug: 'openai' });
    expect(keys.map((key) => key.slice(-4))).toContain(keyLastFour);
  });

  it('takes no price that is beyond counting', async () => {
    const actor = await tenant();
    const [model] = openai().models;
    if (!model) throw new Error('no model');
    const base = { ...model.price, inputMicroUsdPerMTok: 1, outputMicroUsdPerMTok: 1, version: 'entered' };
    const create = (more: object) =>
      createSupplier(app, actor, openai({ models: [{ ...model, price: base, ...more }] }));
    const dear = { ...base, outputMicroUsdPerMTok: 250_000_000_000 };
    await expect(create({ price: dear })).rejects.toThrow('at most $10,000 per million tokens');
    const perUse = { ...base, extras: { web_search: { perUseMicroUsd: 9e15 } } };
    await expect(create({ price: perUse })).rejects.toThrow('per use is at most $1,000');
    await expect(create({ contextTokens: 9e15 })).rejects.toThrow('at most 100,000,000 tokens');
    const people = (microUsdPerMinute: number, minutesPerTask: number) =>
      createSupplier(app, actor, { ...openai(), models: [], human: { microUsdPerMinute, minutesPerTask, roles: [] } });
    await expect(people(9e15, 2)).rejects.toThrow('at most $1,000');
    await expect(people(1, 1e9)).rejects.toThrow('at most 10,000 minutes');
  });

  it('never shows a key again, in any answer or audit event', async () => {
    const actor = await tenant();
    await createSupplier(app, actor, openai());
    await setSupplierKey(app, actor, { slug: 'openai', key: 'sk-very-secret-key-4711' });
    const shown = JSON.stringify([await listSuppliers(app, actor), await getSupplier(app, actor, { slug: 'openai' })]);
    expect(shown).not.toContain('very-secret');
    expect((await getSupplier(app, actor, { slug: 'openai' })).keyLastFour).toBe('4711');
    const events = await app.db.transaction({ organisationId }, (tx) =>
      tx.query<{ payload: unknown }>('SELECT payload FROM audit_event WHERE organisation_id = $1', [organisationId]),
    );
    expect(JSON.stringify(events)).not.toContain('very-secret');
    expect(await listAuditTypes(app, organisationId)).toEqual(['supplier.created', 'supplier.key-set']);
  });

  it('runs the same task on the real lab once a key is entered, and on the simulator before', async () => {
    const actor = await tenant();
    await createSupplier(
      app,
      actor,
      openai({ baseUrl: null, models: [modelOf({ ...simulatedModels[0], key: 'gpt-5-mini' } as SimulatedModel)] }),
    );
    await app.db.transaction({ organisationId }, (tx) =>
      tx.execute('UPDATE supplier SET is_simulated = true WHERE organisation_id = $1', [organisationId]),
    );
    await createTask(app, actor, { spec: task });
    const simulated = await tryTask(app, actor, { slug: 'extract', input });
    expect(simulated).toMatchObject({ output: { total: 42.5 }, receipt: { outcome: 'accepted' } });
    expect(simulated.receipt.attempts[0]).toMatchObject({ isSimulated: true, answeredByModel: 'sim-medium' });
    await setSupplierKey(app, actor, { slug: 'openai', key: 'sk-real-key' });
    expect(await getSupplier(app, actor, { slug: 'openai' })).toMatchObject({
      isSimulated: false,
      hasKey: true,
      baseUrl: null,
    });
    await removeSupplierKey(app, actor, { slug: 'openai' });
    expect(await getSupplier(app, actor, { slug: 'openai' })).toMatchObject({ isSimulated: true, keyLastFour: null });
  });

  it('tests the connection with one safe call and lists what is offered', async () => {
    const actor = await tenant();
    await createSupplier(app, actor, openai());
    expect(await testSupplier(app, actor, { slug: 'openai' })).toMatchObject({ isReachable: false });
    await setSupplierKey(app, actor, { slug: 'openai', key: 'sk-anything' });
    const tested = await testSupplier(app, actor, { slug: 'openai' });
    expect(tested.isReachable).toBe(true);
    expect(tested.models.map(({ key }) => key)).toContain('sim-small');
  });

  it('says which address it asked when no list of models is there', async () => {
    const actor = await tenant();
    const wrong = `${lab.url}/v1/typo`;
    await createSupplier(app, actor, openai({ baseUrl: wrong }));
    await setSupplierKey(app, actor, { slug: 'openai', key: 'sk-anything' });
    const { isReachable, message } = await testSupplier(app, actor, { slug: 'openai' });
    expect(isReachable).toBe(false);
    expect(message).toBe(
      `It answered with status 404. Asked was ${wrong}/models: check the base URL, which mostly ends in /v1.`,
    );
  });

  it('does not reach an inner address by way of the connection test', async () => {
    const actor = await tenant();
    const inner = { slug: 'inner', name: 'Inner', kind: 'openai-compatible' as const, dataClassMax: 'public' as const };
    await createSupplier(app, actor, { ...inner, baseUrl: 'http://169.254.169.254/v1' });
    const tested = await testSupplier(app, actor, { slug: 'inner' });
    expect(tested).toMatchObject({ isReachable: false });
    expect(tested.message).toContain('does not call 169.254.169.254');
  });

  it('does not send a stored key to another origin', async () => {
    const actor = await tenant();
    await createSupplier(app, actor, openai());
    await setSupplierKey(app, actor, { slug: 'openai', key: 'sk-anything' });
    const move = updateSupplier(app, actor, { slug: 'openai', changes: { baseUrl: 'https://evil.example/v1' } });
    await expect(move).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('keeps data above the supplier’s class away from it, whoever is left', async () => {
    const actor = await tenant();
    await createSupplier(app, actor, openai({ dataClassMax: 'public' }));
    await setSupplierKey(app, actor, { slug: 'openai', key: 'sk-anything' });
    await createTask(app, actor, { spec: task });
    const { receipt, failure } = await tryTask(app, actor, { slug: 'extract', input });
    expect(receipt.attempts).toEqual([]);
    expect(failure?.code).toBe('no_supplier');
    expect(receipt.decision.excluded.every(({ reason }) => reason === 'data_class_too_high')).toBe(true);
  });

  it('lets only those manage suppliers who may, and nobody across tenants', async () => {
    const actor = await tenant();
    await createSupplier(app, actor, openai());
    const operator = await createPerson(app, organisationId, { roles: ['operator'] });
    await expect(setSupplierKey(app, operator, { slug: 'openai', key: 'sk-anything' })).rejects.toMatchObject({
      code: 'forbidden',
    });
    await expect(listSuppliers(app, operator)).rejects.toMatchObject({ code: 'forbidden' });
    const stranger = await tenant();
    expect((await listSuppliers(app, stranger)).items).toEqual([]);
    await expect(setSupplierKey(app, stranger, { slug: 'openai', key: 'sk-anything' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('takes a removed supplier out of every decision and deletes its key', async () => {
    const actor = await tenant();
    await createSupplier(app, actor, openai());
    await setSupplierKey(app, actor, { slug: 'openai', key: 'sk-anything' });
    await removeSupplier(app, actor, { slug: 'openai' });
    expect((await listSuppliers(app, actor)).items).toEqual([]);
    const secrets = await app.db.transaction({ organisationId }, (tx) =>
      tx.query('SELECT 1 FROM secret WHERE organisation_id = $1', [organisationId]),
    );
    expect(secrets).toEqual([]);
    await expect(createSupplier(app, actor, openai())).rejects.toMatchObject({ code: 'conflict' });
  });
});

describe('trying a task out', () => {
  it('leaves a receipt, evidence, spend and an audit event, and no run', async () => {
    const actor = await tenant();
    await createSupplier(app, actor, openai());
    await setSupplierKey(app, actor, { slug: 'openai', key: 'sk-anything' });
    await createTask(app, actor, { spec: task });
    await publishTask(app, actor, { slug: 'extract' });
    const { receiptId, receipt } = await tryTask(app, actor, { slug: 'extract', input });
    expect(await getReceipt(app, actor, { receiptId: receiptId as never })).toMatchObject({
      receipt,
      runId: null,
      isSimulated: true,
    });
    expect((await listReceipts(app, actor, { taskSlug: 'extract' })).items).toHaveLength(1);
    const spend = await getSpend(app, actor, { days: 7 });
    expect(spend.real.costMicroUsd).toBe(0);
    expect(spend.simulated.costMicroUsd).toBe(receipt.costMicroUsd);
    expect(spend.days).toHaveLength(7);
    expect(spend.byWorkflow.map(({ label }) => label)).toEqual(['Outside a process']);
    expect(await listAuditTypes(app, organisationId)).toContain('task.tried');
  });

  it('refuses an input that does not fit before anything is sent', async () => {
    const actor = await tenant();
    await createTask(app, actor, { spec: task });
    await expect(tryTask(app, actor, { slug: 'extract', input: {} })).rejects.toMatchObject({ code: 'invalid_input' });
  });
});
