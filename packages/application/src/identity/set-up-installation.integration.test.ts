import { isDomainError } from '@switchyard/domain';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOrganisation, createTestApp, type TestApp } from '../../test/create-test-app.ts';
import { resolveSession } from './resolve-session.ts';
import { isSetUp, setUpInstallation } from './set-up-installation.ts';

let fixture: TestApp;
beforeEach(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterEach(() => fixture.close());

const input = (n: number) => ({
  organisationName: 'Berg & Sons',
  name: `Owner ${n}`,
  email: `owner${n}@example.com`,
  password: 'a long enough password',
  client: { ipAddress: '', userAgent: '' },
});

test('of 20 simultaneous set-ups exactly one makes an owner', async () => {
  const { app } = fixture;
  const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, n) => setUpInstallation(app, input(n))));
  const won = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
  const lost = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(won).toHaveLength(1);
  expect(lost.every((reason) => isDomainError(reason) && reason.code === 'not_permitted_now')).toBe(true);
  const counts = await app.db.transaction('system', (tx) =>
    tx.query('SELECT (SELECT count(*) FROM organisation) AS organisations, (SELECT count(*) FROM app_user) AS users'),
  );
  expect(counts).toEqual([{ organisations: 1, users: 1 }]);
  const owner = won[0] ? await resolveSession(app, won[0]) : null;
  expect(owner?.roles).toEqual(['owner']);
});

test('set-up stays dead when every account and organisation has been removed', async () => {
  const { app } = fixture;
  await setUpInstallation(app, input(1));
  await app.db.transaction('system', async (tx) => {
    await tx.execute('DELETE FROM app_user');
    await tx.execute('DELETE FROM organisation');
  });
  expect(await isSetUp(app)).toBe(true);
  await expect(setUpInstallation(app, input(2))).rejects.toMatchObject({ code: 'not_permitted_now' });
});

test('an organisation that came in another way, such as the demo, closes set-up too', async () => {
  const { app } = fixture;
  expect(await isSetUp(app)).toBe(false);
  await createOrganisation(app);
  expect(await isSetUp(app)).toBe(true);
  await expect(setUpInstallation(app, input(1))).rejects.toMatchObject({ code: 'not_permitted_now' });
});
