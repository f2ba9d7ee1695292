import { newId } from '@switchyard/db';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { changePassword } from './change-password.ts';
import { listSessions } from './list-sessions.ts';
import { hashPassword } from './password.ts';
import { resolveSession } from './resolve-session.ts';
import { revokeAllOtherSessions, revokeSession, signOut } from './revoke-session.ts';
import { signInWithOidc } from './sign-in-with-oidc.ts';
import { signInWithPassword } from './sign-in-with-password.ts';

const password = 'correct horse battery';
let fixture: TestApp;
let passwordHash: string;

beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
  passwordHash = await hashPassword(password);
});
afterAll(() => fixture.close());

const client = (ipAddress = newId()) => ({ ipAddress, userAgent: 'test' });

const createAna = async () => {
  const { app } = fixture;
  const organisationId = await createOrganisation(app);
  return { app, organisationId, ana: await createPerson(app, organisationId, { passwordHash }) };
};

const requireSession = async (email: string) => {
  const outcome = await signInWithPassword(fixture.app, { email, password, client: client() });
  if (!outcome.ok) throw new Error(`refused: ${outcome.error.kind}`);
  return outcome.value;
};

test('the right password opens a session that resolves to the person with their roles, and is audited', async () => {
  const { app, organisationId, ana } = await createAna();
  const sessionId = await requireSession(ana.email);
  expect(await resolveSession(app, sessionId)).toEqual({ ...ana, sessionId });
  expect(await listAuditTypes(app, organisationId)).toEqual(['session.created']);
});

test('a wrong password is refused and audited, and the refusal does not say whether the account exists', async () => {
  const { app, organisationId, ana } = await createAna();
  const wrong = await signInWithPassword(app, { email: ana.email, password: 'guess', client: client() });
  const unknown = await signInWithPassword(app, { email: 'nobody@example.com', password: 'guess', client: client() });
  expect(wrong).toEqual({ ok: false, error: { kind: 'refused' } });
  expect(unknown).toEqual(wrong);
  expect(await listAuditTypes(app, organisationId)).toEqual(['sign-in.failed']);
});

test('of 40 simultaneous guesses no more than ten are judged, and the right password then waits for the window to end', async () => {
  const { app, organisationId, ana } = await createAna();
  const outcomes = await Promise.all(
    Array.from({ length: 40 }, () =>
      signInWithPassword(app, { email: ana.email, password: 'guess', client: client() }),
    ),
  );
  const kinds = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.kind));
  expect(kinds.filter((kind) => kind === 'refused')).toHaveLength(10);
  expect(kinds.filter((kind) => kind === 'rate_limited')).toHaveLength(30);
  const blocked = await signInWithPassword(app, { email: ana.email, password, client: client() });
  expect(blocked).toMatchObject({ ok: false, error: { kind: 'rate_limited' } });
  // Ten guesses and the refusal that began: an attack does not flood the log.
  expect(await listAuditTypes(app, organisationId)).toHaveLength(11);
  fixture.advance(15 * 60_000);
  await requireSession(ana.email);
});

test('one client address cannot try many accounts without end', async () => {
  const { app } = fixture;
  const from = client('203.0.113.9');
  const guesses = Array.from({ length: 101 }, (_, n) => ({
    email: `user${n}@example.com`,
    password: 'guess',
    client: from,
  }));
  const outcomes: Awaited<ReturnType<typeof signInWithPassword>>[] = [];
  for (const guess of guesses) outcomes.push(await signInWithPassword(app, guess));
  expect(outcomes.at(99)).toEqual({ ok: false, error: { kind: 'refused' } });
  expect(outcomes.at(100)).toMatchObject({ ok: false, error: { kind: 'rate_limited' } });
});

test('a revoked session is refused from its next request on', async () => {
  const { app, ana } = await createAna();
  const first = await requireSession(ana.email);
  const second = await requireSession(ana.email);
  const me = await resolveSession(app, second);
  if (!me) throw new Error('no session');
  expect((await listSessions(app, me)).map(({ id }) => id)).toEqual(expect.arrayContaining([first, second]));
  await revokeSession(app, me, { sessionId: first });
  expect(await resolveSession(app, first)).toBeNull();
  expect(await resolveSession(app, second)).not.toBeNull();
  await signOut(app, me);
  expect(await resolveSession(app, second)).toBeNull();
});

test('nobody revokes the session of somebody else, in their organisation or another', async () => {
  const { app, organisationId, ana } = await createAna();
  const colleague = await createPerson(app, organisationId);
  const stranger = await createPerson(app, await createOrganisation(app));
  for (const other of [colleague, stranger]) {
    await expect(revokeSession(app, other, { sessionId: ana.sessionId })).rejects.toMatchObject({ code: 'not_found' });
  }
  expect(await resolveSession(app, ana.sessionId)).not.toBeNull();
});

test('all other sessions end and this one stays', async () => {
  const { app, ana } = await createAna();
  const other = await requireSession(ana.email);
  expect(await revokeAllOtherSessions(app, ana)).toEqual({ ended: 1 });
  expect(await resolveSession(app, other)).toBeNull();
  expect(await resolveSession(app, ana.sessionId)).not.toBeNull();
});

test('changing the password ends every other session and needs the current one', async () => {
  const { app, organisationId, ana } = await createAna();
  const other = await requireSession(ana.email);
  const newPassword = 'another long password';
  await expect(changePassword(app, ana, { currentPassword: 'guess', newPassword })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  await changePassword(app, ana, { currentPassword: password, newPassword });
  expect(await resolveSession(app, other)).toBeNull();
  expect(await resolveSession(app, ana.sessionId)).not.toBeNull();
  const old = await signInWithPassword(app, { email: ana.email, password, client: client() });
  expect(old.ok).toBe(false);
  expect(await listAuditTypes(app, organisationId)).toEqual([
    'session.created',
    'member.password-changed',
    'session.revoked',
    'sign-in.failed',
  ]);
});

test('a closed account neither signs in nor keeps its sessions', async () => {
  const { app, organisationId, ana } = await createAna();
  await app.db.transaction({ organisationId }, (tx) =>
    tx.execute('UPDATE app_user SET is_active = false WHERE id = $1', [ana.userId]),
  );
  expect(await resolveSession(app, ana.sessionId)).toBeNull();
  const outcome = await signInWithPassword(app, { email: ana.email, password, client: client() });
  expect(outcome).toEqual({ ok: false, error: { kind: 'refused' } });
});

test('a session ends by itself after seven days without a request', async () => {
  const { app, ana } = await createAna();
  const sessionId = await requireSession(ana.email);
  fixture.advance(6 * 86_400_000);
  expect(await resolveSession(app, sessionId)).not.toBeNull();
  fixture.advance(6 * 86_400_000);
  expect(await resolveSession(app, sessionId)).not.toBeNull();
  fixture.advance(7 * 86_400_000);
  expect(await resolveSession(app, sessionId)).toBeNull();
});

test('single sign-on needs a verified mail address once, then knows the person by subject whatever their address', async () => {
  const { app, organisationId, ana } = await createAna();
  const vouched = { issuer: 'https://id.example.com', subject: newId(), email: ana.email, client: client() };
  const unverified = await signInWithOidc(app, { ...vouched, isEmailVerified: false });
  expect(unverified).toEqual({ ok: false, error: { kind: 'refused' } });
  expect((await signInWithOidc(app, { ...vouched, isEmailVerified: true })).ok).toBe(true);
  const renamed = await signInWithOidc(app, { ...vouched, email: 'new-name@example.com', isEmailVerified: false });
  expect(renamed.ok).toBe(true);
  const impostor = await signInWithOidc(app, { ...vouched, subject: newId(), isEmailVerified: true });
  expect(impostor).toEqual({ ok: false, error: { kind: 'refused' } });
  expect(await listAuditTypes(app, organisationId)).toContain('member.oidc-linked');
});
