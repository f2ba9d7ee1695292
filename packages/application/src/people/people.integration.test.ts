import { newId } from '@switchyard/db';
import { isDomainError, type UserId } from '@switchyard/domain';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createOrganisation,
  createPerson,
  createTestApp,
  listAuditTypes,
  type TestApp,
} from '../../test/create-test-app.ts';
import { resolveSession } from '../identity/resolve-session.ts';
import { signInWithPassword } from '../identity/sign-in-with-password.ts';
import { changeRoles } from './change-roles.ts';
import { deactivatePerson, restorePerson } from './deactivate-person.ts';
import { createGroup, deleteGroup, listGroups, renameGroup, setGroupMembers } from './groups.ts';
import { invitePerson } from './invite-person.ts';
import { listPeople } from './list-people.ts';
import { resetPassword } from './reset-password.ts';

let fixture: TestApp;
beforeAll(async () => {
  fixture = await createTestApp({ poolSize: 20 });
});
afterAll(() => fixture.close());

const setUp = async () => {
  const { app } = fixture;
  const organisationId = await createOrganisation(app);
  return { app, organisationId, owner: await createPerson(app, organisationId, { roles: ['owner'] }) };
};

test('an invited person signs in with the password that was shown once, and is found under People', async () => {
  const { app, organisationId, owner } = await setUp();
  const email = `${newId()}@example.com`;
  const invited = await invitePerson(app, owner, { name: 'Ben', email, roles: ['approver'] });
  const client = { ipAddress: newId(), userAgent: '' };
  const outcome = await signInWithPassword(app, { email, password: invited.password, client });
  const person = outcome.ok ? await resolveSession(app, outcome.value) : null;
  expect(person).toMatchObject({ userId: invited.userId, roles: ['approver'] });
  const { items } = await listPeople(app, owner, {});
  expect(items.map(({ id }) => id).sort()).toEqual([owner.userId, invited.userId].sort());
  expect(await listAuditTypes(app, organisationId)).toEqual(['member.invited', 'session.created']);
  await expect(invitePerson(app, owner, { name: 'Ben', email, roles: ['viewer'] })).rejects.toMatchObject({
    code: 'conflict',
  });
});

test('the last owner cannot be demoted or removed', async () => {
  const { app, owner } = await setUp();
  const { userId } = owner;
  await expect(changeRoles(app, owner, { userId, roles: ['admin'] })).rejects.toMatchObject({
    code: 'not_permitted_now',
  });
  await expect(deactivatePerson(app, owner, { userId })).rejects.toMatchObject({ code: 'not_permitted_now' });
});

test('of owners who demote each other at the same moment, one stays', async () => {
  const { app, organisationId } = await setUp();
  const everybody = await listPeople(app, { kind: 'system', organisationId, name: 'test' }, {});
  const [first] = everybody.items;
  const second = await createPerson(app, organisationId, { roles: ['owner'] });
  if (!first) throw new Error('no owner');
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) =>
      changeRoles(app, second, { userId: n % 2 ? first.id : second.userId, roles: ['admin'] }),
    ),
  );
  expect(outcomes.some(({ status }) => status === 'rejected')).toBe(true);
  const { items } = await listPeople(app, second, {});
  expect(items.filter(({ roles }) => roles.includes('owner'))).toHaveLength(1);
});

test('an administrator cannot make themselves owner, nor touch an owner', async () => {
  const { app, organisationId, owner } = await setUp();
  const admin = await createPerson(app, organisationId, { roles: ['admin'] });
  const attempts = [
    () => changeRoles(app, admin, { userId: admin.userId, roles: ['owner'] }),
    () => changeRoles(app, admin, { userId: owner.userId, roles: ['viewer'] }),
    () => deactivatePerson(app, admin, { userId: owner.userId }),
    () => resetPassword(app, admin, { userId: owner.userId }),
    () => invitePerson(app, admin, { name: 'Eve', email: `${newId()}@example.com`, roles: ['owner'] }),
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'forbidden' });
});

test('closing an account ends its sessions at once, and it can be opened again', async () => {
  const { app, organisationId, owner } = await setUp();
  const ben = await createPerson(app, organisationId, { roles: ['viewer'] });
  await deactivatePerson(app, owner, { userId: ben.userId });
  expect(await resolveSession(app, ben.sessionId)).toBeNull();
  await restorePerson(app, owner, { userId: ben.userId });
  const { items } = await listPeople(app, owner, {});
  expect(items.find(({ id }) => id === ben.userId)?.isActive).toBe(true);
});

test('groups are created, filled, renamed and removed, and membership counts from the next request', async () => {
  const { app, organisationId, owner } = await setUp();
  const ben = await createPerson(app, organisationId, { roles: ['approver'] });
  const { groupId } = await createGroup(app, owner, { name: 'Finance' });
  await setGroupMembers(app, owner, { groupId, memberIds: [ben.userId] });
  expect((await resolveSession(app, ben.sessionId))?.groupIds).toEqual([groupId]);
  await renameGroup(app, owner, { groupId, name: 'Accounting' });
  expect(await listGroups(app, owner)).toEqual([{ id: groupId, name: 'Accounting', memberIds: [ben.userId] }]);
  await deleteGroup(app, owner, { groupId });
  expect((await resolveSession(app, ben.sessionId))?.groupIds).toEqual([]);
  expect(await listAuditTypes(app, organisationId)).toEqual([
    'group.created',
    'group.members-changed',
    'group.renamed',
    'group.removed',
  ]);
});

test('people and groups of another organisation do not exist', async () => {
  const { app, owner } = await setUp();
  const other = await setUp();
  const { groupId } = await createGroup(app, other.owner, { name: 'Finance' });
  const { groupId: ownGroup } = await createGroup(app, owner, { name: 'Finance' });
  const { userId } = other.owner;
  const attempts = [
    () => changeRoles(app, owner, { userId, roles: ['viewer'] }),
    () => deactivatePerson(app, owner, { userId }),
    () => restorePerson(app, owner, { userId }),
    () => resetPassword(app, owner, { userId }),
    () => renameGroup(app, owner, { groupId, name: 'Mine' }),
    () => setGroupMembers(app, owner, { groupId, memberIds: [] }),
    () => setGroupMembers(app, owner, { groupId: ownGroup, memberIds: [userId] }),
    () => deleteGroup(app, owner, { groupId }),
  ];
  for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: 'not_found' });
  expect((await listPeople(app, owner, {})).items.map(({ id }) => id)).toEqual([owner.userId]);
  expect((await listGroups(app, owner)).map(({ id }) => id)).toEqual([ownGroup]);
});

test('who may not manage people manages nobody', async () => {
  const { app, organisationId } = await setUp();
  const viewer = await createPerson(app, organisationId, { roles: ['viewer', 'auditor', 'process_owner'] });
  const userId = newId<UserId>();
  const attempts = [
    () => invitePerson(app, viewer, { name: 'Eve', email: 'eve@example.com', roles: ['viewer'] }),
    async () => changeRoles(app, viewer, { userId, roles: ['viewer'] }),
    async () => deactivatePerson(app, viewer, { userId }),
    async () => restorePerson(app, viewer, { userId }),
    () => resetPassword(app, viewer, { userId }),
    async () => createGroup(app, viewer, { name: 'Mine' }),
  ];
  for (const attempt of attempts) {
    const thrown = await attempt().then(
      () => null,
      (error: unknown) => error,
    );
    expect(isDomainError(thrown) && thrown.code).toBe('forbidden');
  }
});
