import { apiScopes } from '@switchyard/domain';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v1Paths } from '../src/v1/v1-paths.ts';
import { createKey, createStranger } from './gateway-fixture.ts';
import { startV1Fixture, type V1Fixture } from './v1-fixture.ts';

const model = 'lab-openai/sim-small';
const messages = [{ role: 'user', content: 'Walked' }];

/** A call of each address that succeeds with the right key. */
const walk: Readonly<Record<string, { readonly path: string; readonly body?: unknown }>> = {
  '/v1/chat/completions': { path: '/v1/chat/completions', body: { model, messages } },
  '/v1/responses': { path: '/v1/responses', body: { model, input: 'Walked' } },
  '/v1/messages': { path: '/v1/messages', body: { model, messages, max_tokens: 50 } },
  '/v1/messages/count_tokens': { path: '/v1/messages/count_tokens', body: { model, messages } },
  '/v1/responses/input_tokens': { path: '/v1/responses/input_tokens', body: { model, input: 'Walked' } },
  '/v1/embeddings': { path: '/v1/embeddings', body: { model: 'lab-openai/sim-embedding', input: 'Walked' } },
  '/v1/models': { path: '/v1/models' },
  '/v1/models/{id}': { path: `/v1/models/${encodeURIComponent(model)}` },
};

let fixture: V1Fixture;
beforeAll(async () => {
  fixture = await startV1Fixture();
});
afterAll(() => fixture.close());

test('every address of the document is walked, and no other', () => {
  expect(Object.keys(walk).toSorted()).toEqual(Object.keys(v1Paths('')).toSorted());
});

describe.each(Object.entries(walk))('%s', (_name, { path, body }) => {
  const call = (key: string | null, search = '') =>
    fetch(`${fixture.gateway.url}${path}${search}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { ...(key === null ? {} : { 'x-api-key': key }), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });

  test('opens to no key, to none that is not known, and to none in the address', async () => {
    expect((await call(null)).status).toBe(401);
    expect((await call(`sy_${'x'.repeat(43)}`)).status).toBe(401);
    expect((await call(null, `?api_key=${fixture.key}&key=${fixture.key}`)).status).toBe(401);
  });

  test('is forbidden to a key with every scope but its own', async () => {
    const others = apiScopes.filter((scope) => scope !== 'models:call');
    expect((await call(await createKey(fixture.app, fixture.owner, others))).status).toBe(403);
  });

  test('gives a key of another organisation nothing of ours', async () => {
    const foreign = await createKey(fixture.app, await createStranger(fixture.app), ['models:call']);
    const answer = await call(foreign);
    if (path !== '/v1/models') return expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('lab-openai');
  });

  test('is open to a key with its scope', async () => {
    expect((await call(fixture.key)).status).toBe(200);
  });
});
