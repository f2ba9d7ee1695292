import { addEndpoint, removeEndpoint } from '@switchyard/application';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type RunningGateway, startGateway } from '../src/start-gateway.ts';
import { completion, type OddLab, startOddLab } from './odd-lab.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

let fixture: V1Fixture;
let odd: OddLab;
/** A gateway in another process, as far as what it remembers goes. */
let other: RunningGateway;
/** Models that the lab was asked for. */
let asked: string[];
/** What the lab says of its limits with its next answers. */
let said: Record<string, string>;

beforeAll(async () => {
  odd = await startOddLab();
  fixture = await startV1Fixture([odd.host]);
  const price = { inputMicroUsdPerMTok: 1000, outputMicroUsdPerMTok: 4000, version: 'test' };
  const keys = ['used-up', 'shared', 'refusing', 'lying', 'other'];
  await fixture.addSupplier({
    slug: 'odd',
    name: 'Odd lab',
    kind: 'openai-compatible',
    baseUrl: `${odd.url}/v1`,
    dataClassMax: 'internal',
    models: keys.map((key) => ({ key, name: 'Odd', contextTokens: 100_000, capabilities: [], price })),
  });
  const rate = { perSecond: 1000, burst: 1000 };
  other = await startGateway({ app: { ...fixture.app }, host: '127.0.0.1', port: 0, rate, graceMs: 1000 });
  await fixture.publishRules({ pauseMsMax: 500, transientRetries: 0 });
});
beforeEach(() => {
  asked = [];
  said = {};
  odd.answer = (_request, response, body) => {
    asked.push(JSON.parse(body).model);
    response.writeHead(200, { 'content-type': 'application/json', ...said }).end(completion('Fine.'));
  };
});
afterAll(async () => {
  await other.stop();
  await fixture.close();
  odd.close();
});

const post = (model: string, at: { readonly url: string } = fixture.gateway) =>
  fetch(`${at.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${fixture.key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: `odd/${model}`, max_tokens: 10, messages: [{ role: 'user', content: 'Hello' }] }),
  });
const statusOf = async (model: string, at?: { readonly url: string }) => (await post(model, at)).status;
const usedUp = (reset: string) => ({ 'x-ratelimit-remaining-requests': '0', 'x-ratelimit-reset-requests': reset });

describe('a lab that says that its limit is used up', () => {
  test('is not asked for that model until it begins anew; its other models are', async () => {
    said = usedUp('3s');
    expect(await statusOf('used-up')).toBe(200);
    said = {};
    const refused = await post('used-up');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(3);
    expect(await refused.text()).toMatch(/Odd lab: its own limit is used up; next at \d\d:\d\d:\d\d UTC/);
    expect(await statusOf('other')).toBe(200);
    expect(asked).toEqual(['used-up', 'other']);
    await expect.poll(() => statusOf('used-up'), { timeout: 10_000 }).toBe(200);
  });

  test('is not asked by another gateway either, a second later at most', async () => {
    expect(await statusOf('shared', other)).toBe(200);
    said = usedUp('40s');
    expect(await statusOf('shared')).toBe(200);
    said = {};
    await expect.poll(() => statusOf('shared', other), { timeout: 10_000 }).toBe(429);
  });

  test('is waited for where that is soon', async () => {
    said = usedUp('300ms');
    expect(await statusOf('other')).toBe(200);
    said = {};
    expect(await statusOf('other')).toBe(200);
  });

  test('with a refusal likewise', async () => {
    odd.answer = (_request, response) => {
      asked.push('refusing');
      response.writeHead(429, usedUp('30s')).end('{"error":{"message":"Slow down."}}');
    };
    expect(await statusOf('refusing')).toBe(429);
    expect(await statusOf('refusing')).toBe(429);
    expect(asked).toEqual(['refusing']);
  });

  test('and lies about when, is believed for a minute at most', async () => {
    said = usedUp('9000h');
    expect(await statusOf('lying')).toBe(200);
    const refused = await post('lying');
    expect(refused.status).toBe(429);
    const seconds = Number(refused.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    const rows = await fixture.app.db.queryOnce<{ left: number }>(
      'system',
      "SELECT extract(epoch FROM (state->>'until')::timestamptz - now())::float8 AS left FROM supply_meter WHERE subject = $1",
      ['rest:odd/lying'],
    );
    expect(rows[0]?.left).toBeLessThanOrEqual(60);
    // One that was written by a clock that was wrong holds nobody, and is written anew.
    await fixture.app.db.queryOnce(
      'system',
      `UPDATE supply_meter SET state = '{"until":"2099-01-01T00:00:00Z"}' WHERE subject = $1`,
      ['rest:odd/lying'],
    );
    await fixture.untilDecidedAnew();
    expect(await statusOf('lying')).toBe(200);
    expect(await statusOf('lying')).toBe(429);
  });

  test('at one of its keys is asked at the next', async () => {
    const { app, owner } = fixture;
    await addEndpoint(app, owner, { slug: 'odd', endpoint: { label: 'west' }, key: 'test-key-of-west' });
    await fixture.untilDecidedAnew();
    said = usedUp('40s');
    expect(await statusOf('other')).toBe(200);
    said = {};
    const response = await post('other');
    expect(response.status).toBe(200);
    const { receipt } = await fixture.receipt(response.headers.get('x-switchyard-receipt'));
    expect(receipt.attempts.map(({ endpoint }) => endpoint)).toEqual(['west']);
    await removeEndpoint(app, owner, { slug: 'odd', label: 'west' });
  });
});
