import {
  createSupplier,
  createTask,
  publishTask,
  type ReceiptReplay,
  replayReceipt,
  whatIf,
} from '@switchyard/application';
import { receiptIdSchema, supplierSpecSchema, taskSpecSchema } from '@switchyard/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { completion, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;

const models = ['small', 'large'].map((key, at) => ({
  ...{ key, name: key, contextTokens: 100_000, capabilities: ['tools' as const] },
  price: { inputMicroUsdPerMTok: 1_000_000 * (at + 1), outputMicroUsdPerMTok: 4_000_000 * (at + 1), version: 'test' },
}));

beforeAll(async () => {
  odd = await startOddLab();
  odd.answer = (_request, response) =>
    void response.writeHead(200, { 'content-type': 'application/json' }).end(completion('Fine.'));
  fixture = await startV1Fixture([odd.host]);
  const lab = {
    slug: 'odd',
    name: 'Odd lab',
    kind: 'openai-compatible' as const,
    baseUrl: `${odd.url}/v1`,
    residency: 'us',
  };
  await fixture.addSupplier({ ...lab, dataClassMax: 'internal', models });
  const { app, owner } = fixture;
  const rules = { slug: 'rules', name: 'Rules', kind: 'rules', dataClassMax: 'restricted' };
  await createSupplier(app, owner, supplierSpecSchema.parse(rules));
  const spec = taskSpecSchema.parse({
    slug: 'triage',
    name: 'Triage',
    instructions: 'Say which team.',
    input: { type: 'object', properties: { text: { type: 'string' } }, required: ['text'] },
    output: { type: 'object', properties: { team: { type: 'string' } }, required: ['team'] },
    dataClass: 'public',
    rules: [{ when: 'true', output: { team: '"billing"' } }],
  });
  await createTask(app, owner, { spec });
  await publishTask(app, owner, { slug: 'triage' });
});
afterAll(async () => {
  await fixture.close();
  odd.close();
});

const call = async (model: string, more: object = {}): Promise<string> => {
  const response = await fetch(`${fixture.gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fixture.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: 'refund' }], max_tokens: 100, ...more }),
  });
  const receiptId = response.headers.get('x-switchyard-receipt') ?? '';
  await response.text();
  return receiptId;
};

const replay = (id: string): Promise<ReceiptReplay> =>
  replayReceipt(fixture.app, fixture.owner, { receiptId: receiptIdSchema.parse(id) });

const snapshots = async (): Promise<number> => {
  const [row] = await fixture.app.db.queryOnce<{ count: number }>(
    'system',
    'SELECT count(*)::int AS count FROM decision_snapshot',
  );
  return row?.count ?? 0;
};

test('a call’s decision is made again with the same answer: a named model, auto, a task; and calls share what they can', async () => {
  const first = await call('odd/small');
  const one = await snapshots();
  const ids = [first];
  for (let at = 1; at < 20; at += 1) ids.push(await call('odd/small', { max_tokens: 100 + at }));
  expect(await snapshots()).toBe(one);
  ids.push(await call('odd/large'), await call('auto'), await call('task/triage'));
  for (const id of ids) {
    const { finding, differences } = await replay(id);
    expect({ id, finding, differences }).toEqual({ id, finding: 'same', differences: [] });
  }
  expect((await replay(first)).ground).toMatchObject({ suppliers: 1, prices: ['test'], isDowngraded: false });
});

test('what-if replays calls on what they could have had', async () => {
  const inEurope = { residencies: ['eu'] };
  const { changes, notes } = await whatIf(fixture.app, fixture.owner, { policy: inEurope });
  const named = changes.find(({ taskSlug, from }) => taskSlug === '' && from === 'odd/small');
  expect(named?.to).toBeNull();
  expect(named?.receipts).toBeGreaterThanOrEqual(20);
  expect(notes).toEqual([]);
});
