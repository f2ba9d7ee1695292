import { newId } from '@switchyard/db';
import type { ApiKeyId } from '@switchyard/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  keyActor,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { resolveCaller } from '../calls/resolve-caller.ts';
import { inTransaction, tenant } from '../change.ts';
import { listSecrets } from '../secrets/list-secrets.ts';
import { removeSecret, setSecret } from '../secrets/set-secret.ts';
import { openSecret } from '../secrets/store-secret.ts';
import { createApiKey } from './create-api-key.ts';
import { listApiKeys } from './list-api-keys.ts';
import { resolveApiKey } from './resolve-api-key.ts';
import { revokeApiKey } from './revoke-api-key.ts';

let fixture: TestApp;
beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterAll(() => fixture.close());

const setUp = async () => {
  const { app } = fixture;
  const organisationId = await createOrganisation(app);
  return { app, organisationId, owner: await createPerson(app, organisationId) };
};

test('a key resolves to its organisation and scopes until it is revoked, and only its hash is stored', async () => {
  const { app, organisationId, owner } = await setUp();
  const { id, key } = await createApiKey(app, owner, { name: 'ERP', scopes: ['runs:start'], expiresInDays: null });
  expect(await resolveApiKey(app, key)).toEqual({
    kind: 'api_key',
    organisationId,
    apiKeyId: id,
    name: 'ERP',
    scopes: ['runs:start'],
  });
  const stored = await inTransaction(app, tenant(owner), (tx) => tx.query('SELECT k::text AS row FROM api_key k'));
  expect(JSON.stringify(stored)).not.toContain(key);
  await revokeApiKey(app, owner, { id });
  expect(await resolveApiKey(app, key)).toBeNull();
  expect(await listAuditTypes(app, organisationId)).toEqual(['api-key.created', 'api-key.revoked']);
});

test('a key ends by itself when it expires', async () => {
  const { app, owner } = await setUp();
  const { key } = await createApiKey(app, owner, { name: 'ERP', scopes: ['runs:start'], expiresInDays: 30 });
  fixture.advance(29 * 86_400_000);
  expect(await resolveApiKey(app, key)).not.toBeNull();
  fixture.advance(2 * 86_400_000);
  expect(await resolveApiKey(app, key)).toBeNull();
  expect((await listApiKeys(app, owner))[0]?.isLive).toBe(false);
});

test('a key that has ended stays ended for a process whose clock goes back', async () => {
  const { app, owner } = await setUp();
  const behind = { ...app, now: () => new Date(Date.now() - 3_600_000) };
  const { id, key } = await createApiKey(app, owner, { name: 'ERP', scopes: ['runs:start'], expiresInDays: 30 });
  expect(await resolveApiKey(behind, key)).not.toBeNull();
  await inTransaction(app, tenant(owner), (tx) =>
    tx.execute(`UPDATE api_key SET expires_at = now() - interval '1 minute' WHERE id = $1`, [id]),
  );
  expect(await resolveApiKey(behind, key)).toBeNull();
});

test.each(['', 'sy_', "sy_' OR 1=1 --", `sy_${'a'.repeat(43)}`, `sy_${'a'.repeat(5000)}`])(
  'text that is no key resolves to nobody: %s',
  async (text) => {
    expect(await resolveApiKey(fixture.app, text)).toBeNull();
  },
);

test('a key of another organisation cannot be revoked or seen, and a key cannot make keys', async () => {
  const { app, organisationId, owner } = await setUp();
  const stranger = (await setUp()).owner;
  const { id } = await createApiKey(app, owner, { name: 'ERP', scopes: ['runs:start'], expiresInDays: null });
  await expect(revokeApiKey(app, stranger, { id })).rejects.toMatchObject({ code: 'not_found' });
  expect(await listApiKeys(app, stranger)).toEqual([]);
  const machine = keyActor(organisationId, ['runs:start', 'workflows:write', 'audit:read', 'sources:write']);
  const attempt = async () => createApiKey(app, machine, { name: 'x', scopes: ['runs:start'], expiresInDays: null });
  await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' });
});

test('of twenty who make a key under one id at once one is given its secret; the others are told that it is there', async () => {
  const { app, organisationId, owner } = await setUp();
  const id = newId<ApiKeyId>();
  const input = { id, name: 'ERP', scopes: ['runs:start' as const], expiresInDays: null, microUsdPerDay: 1_000_000 };
  const answers = await Promise.allSettled(Array.from({ length: 20 }, () => createApiKey(app, owner, input)));
  const made = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const told = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  expect(told).toHaveLength(19);
  for (const reason of told) expect(reason).toMatchObject({ code: 'conflict' });
  expect(made.map((key) => key.id)).toEqual([id]);
  expect(await resolveApiKey(app, made[0]?.key ?? '')).toMatchObject({ apiKeyId: id });
  expect((await listApiKeys(app, owner)).map((key) => key.id)).toEqual([id]);
  expect(await listAuditTypes(app, organisationId)).toEqual(['api-key.created', 'budget.created']);
  const stranger = (await setUp()).owner;
  await expect(createApiKey(app, stranger, input)).rejects.toMatchObject({ code: 'conflict' });
});

test('a secret can be used, replaced and removed, but never read back, and stays in its organisation', async () => {
  const { app, organisationId, owner } = await setUp();
  const stranger = (await setUp()).owner;
  const value = 'a-very-secret-token-9876';
  expect(await setSecret(app, owner, { name: 'ERP_TOKEN', value })).toEqual({ isNew: true });
  expect(await setSecret(app, owner, { name: 'ERP_TOKEN', value: `${value}!` })).toEqual({ isNew: false });
  const seen = await listSecrets(app, owner);
  expect(seen).toMatchObject([{ name: 'ERP_TOKEN', lastFour: '876!' }]);
  const opened = await inTransaction(app, tenant(owner), (tx) =>
    openSecret(app, tx, organisationId, { name: 'ERP_TOKEN' }),
  );
  expect(opened).toBe(`${value}!`);
  expect(await listSecrets(app, stranger)).toEqual([]);
  await expect(removeSecret(app, stranger, { name: 'ERP_TOKEN' })).rejects.toMatchObject({ code: 'not_found' });
  await removeSecret(app, owner, { name: 'ERP_TOKEN' });
  expect(await listSecrets(app, owner)).toEqual([]);
  const trail = await inTransaction(app, tenant(owner), (tx) => tx.query('SELECT payload::text FROM audit_event'));
  expect(JSON.stringify(trail)).not.toContain(value);
});

test.each(['source-vendors', 'supplier-openai'])(
  '%s, a name of sources or suppliers, is not set here',
  async (name) => {
    const { app, owner } = await setUp();
    await expect(setSecret(app, owner, { name, value: 'x' })).rejects.toMatchObject({ code: 'not_permitted_now' });
  },
);

test('a key that calls models is bounded by what it was given, has its budget, and the record says so', async () => {
  const { app, organisationId, owner } = await setUp();
  const limits = {
    models: ['auto', 'openai/*'],
    dataClass: 'internal',
    callsPerMinute: 60,
    microUsdPerDay: 2_500_000,
  } as const;
  const { id, key } = await createApiKey(app, owner, {
    name: 'Chat',
    scopes: ['models:call'],
    expiresInDays: 30,
    ...limits,
    models: [...limits.models],
  });
  expect(await resolveCaller(app, key)).toMatchObject({
    actor: { apiKeyId: id, scopes: ['models:call'] },
    models: ['auto', 'openai/*'],
    dataClass: 'internal',
    callsPerMinute: 60,
  });
  const budgets = await inTransaction(app, tenant(owner), (tx) =>
    tx.query('SELECT scope, target_id, period, cap_micro_usd FROM budget'),
  );
  expect(budgets).toEqual([{ scope: 'api_key', target_id: id, period: 'day', cap_micro_usd: 2_500_000 }]);
  expect(await listAuditTypes(app, organisationId)).toEqual(['api-key.created', 'budget.created']);
  // Kept for a second, but never past its end.
  fixture.advance(31 * 86_400_000);
  expect(await resolveCaller(app, key)).toBeNull();
});

test('a key without a class of its own is cautious, and names of models are checked', async () => {
  const { app, owner } = await setUp();
  const { key } = await createApiKey(app, owner, { name: 'Chat', scopes: ['models:call'], expiresInDays: null });
  expect((await resolveCaller(app, key))?.dataClass).toBe('confidential');
  const odd = createApiKey(app, owner, { name: 'x', scopes: ['models:call'], expiresInDays: null, models: ['gpt-5'] });
  await expect(odd).rejects.toThrow('supplier/model');
});
