import type { UserActor } from '@switchyard/domain';
import { type LabSimulator, simulatedModels, startLabSimulator } from '@switchyard/lab-simulator';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createPerson, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import type { App } from '../app.ts';
import { createTask, publishTask, tryTask } from '../tasks/index.ts';
import { createSupplier, getSupplier, setSupplierKey, updateSupplier } from './index.ts';

let lab: LabSimulator;
let fixture: TestApp;
let app: App;
let owner: UserActor;
beforeEach(async () => {
  lab = await startLabSimulator({ port: 0, latencyScale: 0 });
  fixture = await createTestApp({ allowedHosts: [new URL(lab.url).host] });
  app = { ...fixture.app, settings: { ...fixture.app.settings, simulatorUrl: lab.url } };
  owner = await createPerson(app, await createOrganisation(app));
});
afterEach(async () => {
  await lab.close();
  await fixture.close();
});

const hourMs = 3_600_000;
const after = (hours: number): string => new Date(app.now().getTime() + hours * hourMs).toISOString();
const price = (usd: number) => ({
  inputMicroUsdPerMTok: usd * 1_000_000,
  outputMicroUsdPerMTok: 2 * usd * 1_000_000,
  version: `at ${usd}`,
});
const simulated = simulatedModels.find(({ wire }) => wire === 'openai');
const model = (laterPrices: readonly { readonly from: string; readonly price: ReturnType<typeof price> | null }[]) => ({
  key: simulated?.key ?? '',
  name: 'A model',
  contextTokens: 100_000,
  capabilities: ['structured_output' as const],
  price: price(1),
  laterPrices: [...laterPrices],
});
const supplier = (laterPrices: Parameters<typeof model>[0]) => ({
  slug: 'openai',
  name: 'OpenAI',
  kind: 'openai' as const,
  baseUrl: `${lab.url}/v1`,
  dataClassMax: 'internal' as const,
  models: [model(laterPrices)],
});
const shown = async () => (await getSupplier(app, owner, { slug: 'openai' })).models[0];

test('a price that is entered before it holds is paid from its instant on, and what held until then stays on receipts', async () => {
  await createSupplier(app, owner, supplier([{ from: after(24), price: price(3) }]));
  await setSupplierKey(app, owner, { slug: 'openai', key: 'sk-anything' });
  const text = { type: 'string' as const };
  const spec = {
    slug: 'extract',
    name: 'Extract a receipt',
    instructions: 'Extract the total.',
    input: { type: 'object' as const, required: ['text'], properties: { text } },
    output: { type: 'object' as const, required: ['total'], properties: { total: { type: 'number' as const } } },
    checks: [{ kind: 'occursIn' as const, name: 'Total is in the text', field: 'total', inputField: 'text' }],
    dataClass: 'internal' as const,
  };
  await createTask(app, owner, { spec });
  await publishTask(app, owner, { slug: 'extract' });
  const input = { text: 'BLUE HARBOUR LTD\nTOTAL RM 42.50\nCASH 50.00\nCHANGE 7.50' };
  /** Of a token each way, so that it does not matter how many there were. */
  const costOf = async () => {
    const { receipt } = await tryTask(app, owner, { slug: 'extract', input });
    const weighed = receipt.attempts.reduce((sum, { tokens: { input: read, output } }) => sum + read + 2 * output, 0);
    return receipt.costMicroUsd / weighed;
  };

  expect(await costOf()).toBeCloseTo(1, 1);
  expect(await shown()).toMatchObject({ price: { version: 'at 1' }, laterPrices: [{ price: { version: 'at 3' } }] });
  fixture.advance(23.9 * hourMs);
  expect(await costOf()).toBeCloseTo(1, 1);
  fixture.advance(0.2 * hourMs);
  expect(await costOf()).toBeCloseTo(3, 1);
  expect(await shown()).toMatchObject({ price: { version: 'at 3' }, isPriceEntered: true, laterPrices: [] });
});

test('a price that has come to hold since somebody looked is nobody’s change; one that was taken off is', async () => {
  await createSupplier(
    app,
    owner,
    supplier([
      { from: after(1), price: null },
      { from: after(2), price: price(5) },
    ]),
  );
  const seen = await shown();
  if (!seen) throw new Error('no model');
  const { id: _id, isPriceEntered: _isPriceEntered, ...stored } = seen;
  fixture.advance(1.5 * hourMs);
  const change = (laterPrices: typeof stored.laterPrices) =>
    updateSupplier(app, owner, {
      slug: 'openai',
      changes: { models: [{ ...stored, laterPrices }] },
      modelsSeen: [stored],
    });
  await change(stored.laterPrices.slice(1));
  await expect(change([])).rejects.toMatchObject({ code: 'conflict' });
  fixture.advance(hourMs);
  expect((await shown())?.price?.version).toBe('at 5');
});

test('later prices have days of their own in order, and the bounds of every price', async () => {
  const [sooner, later] = [after(1), after(2)];
  const create = (...prices: Parameters<typeof model>[0]) => createSupplier(app, owner, supplier(prices));
  const wrongOrder = 'Each later price needs a date of its own';
  await expect(create({ from: later, price: null }, { from: sooner, price: null })).rejects.toThrow(wrongOrder);
  await expect(create({ from: later, price: null }, { from: later, price: price(1) })).rejects.toThrow(wrongOrder);
  await expect(create({ from: later, price: price(250_000) })).rejects.toThrow('at most $10,000 per million tokens');
  await expect(create({ from: 'tomorrow', price: null })).rejects.toThrow();
});
