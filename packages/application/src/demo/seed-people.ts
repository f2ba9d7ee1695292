import { newId, type Tx } from '@switchyard/db';
import type { GroupId, OrganisationId, SessionId, UserActor, UserId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { hashPassword } from '../identity/password.ts';
import { type DemoPerson, demoGroups, demoOrganisation, demoPassword, demoPeople } from './demo-people.ts';

/** Creates the demo organisation with its people and groups unless it exists; answers with its id. */
export const seedPeople = async (app: App): Promise<OrganisationId> => {
  const passwordHash = await hashPassword(demoPassword);
  return app.db.transaction('system', async (tx) => {
    // Two starts at once: the second waits here and then finds what the first has made.
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('switchyard/seed-demo'))`);
    const [existing] = await tx.query<{ id: OrganisationId }>('SELECT id FROM organisation WHERE slug = $1', [
      demoOrganisation.slug,
    ]);
    if (existing) return existing.id;
    return createOrganisation(app, tx, passwordHash);
  });
};

const createOrganisation = async (app: App, tx: Tx, passwordHash: string): Promise<OrganisationId> => {
  const organisationId = newId<OrganisationId>();
  await tx.execute('INSERT INTO organisation (id, slug, name, is_demo) VALUES ($1, $2, $3, true)', [
    organisationId,
    demoOrganisation.slug,
    demoOrganisation.name,
  ]);
  const actor = { kind: 'system' as const, organisationId, name: 'demo' };
  await appendAudit(tx, actor, app.now(), {
    type: 'organisation.created',
    target: { id: organisationId, label: demoOrganisation.name },
    payload: {},
  });
  const groupIds = new Map<string, GroupId>();
  for (const name of demoGroups) groupIds.set(name, await createGroup(tx, organisationId, name));
  for (const person of demoPeople) {
    const userId = await createPerson(tx, organisationId, person, passwordHash);
    for (const group of person.groups) {
      await tx.execute('INSERT INTO group_member (organisation_id, group_id, user_id) VALUES ($1, $2, $3)', [
        organisationId,
        groupIds.get(group),
        userId,
      ]);
    }
    await appendAudit(tx, actor, app.now(), {
      type: 'member.added',
      target: { id: userId, label: person.name },
      payload: { roles: [...person.roles] },
    });
  }
  // A demo installation is set up: nobody may become its owner by visiting first.
  await tx.execute('INSERT INTO installation (id) VALUES (1) ON CONFLICT (id) DO NOTHING');
  return organisationId;
};

const createGroup = async (tx: Tx, organisationId: OrganisationId, name: string): Promise<GroupId> => {
  const id = newId<GroupId>();
  await tx.execute('INSERT INTO user_group (id, organisation_id, name) VALUES ($1, $2, $3)', [
    id,
    organisationId,
    name,
  ]);
  return id;
};

const createPerson = async (
  tx: Tx,
  organisationId: OrganisationId,
  { email, name, roles }: DemoPerson,
  passwordHash: string,
): Promise<UserId> => {
  const id = newId<UserId>();
  await tx.execute(
    'INSERT INTO app_user (id, organisation_id, email, name, password_hash, roles) VALUES ($1, $2, $3, $4, $5, $6)',
    [id, organisationId, email, name, passwordHash, roles],
  );
  return id;
};

/** A person of the demo as an actor, for seeding through the same use cases that people use. */
export const findDemoActor = async (app: App, organisationId: OrganisationId, email: string): Promise<UserActor> => {
  const person = demoPeople.find((each) => each.email === email);
  const [row] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<{ id: UserId }>('SELECT id FROM app_user WHERE organisation_id = $1 AND email = $2', [
      organisationId,
      email,
    ]),
  );
  if (!person || !row) throw new Error(`the demo has no ${email}`);
  return {
    kind: 'user',
    organisationId,
    userId: row.id,
    sessionId: newId<SessionId>(),
    name: person.name,
    email,
    roles: [...person.roles],
    groupIds: [],
  };
};
