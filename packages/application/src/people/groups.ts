import { newId, type Tx } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  type GroupId,
  groupIdSchema,
  type OrganisationId,
  userIdSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';

const groupNameSchema = z.string().trim().min(1, 'Name the group.').max(120);

export const groupSchema = z.object({ id: groupIdSchema, name: z.string(), memberIds: z.array(userIdSchema) });
export type Group = z.infer<typeof groupSchema>;
export const createGroupInput = z.object({ name: groupNameSchema });
export const renameGroupInput = z.object({ groupId: groupIdSchema, name: groupNameSchema });
export const setGroupMembersInput = z.object({ groupId: groupIdSchema, memberIds: z.array(userIdSchema).max(5000) });
export const groupInput = z.object({ groupId: groupIdSchema });

/** A thousand groups are more than anybody names by hand; the list is not paged. */
export const listGroups = (app: App, actor: Actor): Promise<Group[]> => {
  authorise(actor, 'people.read');
  return inTransaction(app, tenant(actor), async (tx) => {
    const rows = await tx.query(
      `SELECT g.id, g.name,
              ARRAY(SELECT m.user_id::text FROM group_member m WHERE m.organisation_id = $1 AND m.group_id = g.id) AS "memberIds"
       FROM user_group g WHERE g.organisation_id = $1 ORDER BY g.name LIMIT 1000`,
      [actor.organisationId],
    );
    return z.array(groupSchema).parse(rows);
  });
};

export const createGroup = (
  app: App,
  actor: Actor,
  raw: z.input<typeof createGroupInput>,
): Promise<{ groupId: GroupId }> => {
  authorise(actor, 'people.manage');
  const { name } = createGroupInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const groupId = newId<GroupId>();
    const now = app.now();
    await tx.execute('INSERT INTO user_group (id, organisation_id, name, created_at) VALUES ($1, $2, $3, $4)', [
      groupId,
      actor.organisationId,
      name,
      now,
    ]);
    await appendAudit(tx, actor, now, { type: 'group.created', target: { id: groupId, label: name }, payload: {} });
    return { groupId };
  });
};

const lockGroup = async (tx: Tx, organisationId: OrganisationId, groupId: GroupId): Promise<{ name: string }> => {
  const [row] = await tx.query<{ name: string }>(
    'SELECT name FROM user_group WHERE organisation_id = $1 AND id = $2 FOR UPDATE',
    [organisationId, groupId],
  );
  if (!row) throw new DomainError('not_found', 'This group does not exist.');
  return row;
};

export const renameGroup = (app: App, actor: Actor, raw: z.input<typeof renameGroupInput>): Promise<void> => {
  authorise(actor, 'people.manage');
  const { groupId, name } = renameGroupInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const before = await lockGroup(tx, actor.organisationId, groupId);
    await tx.execute('UPDATE user_group SET name = $3 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      groupId,
      name,
    ]);
    await appendAudit(tx, actor, app.now(), {
      type: 'group.renamed',
      target: { id: groupId, label: name },
      payload: { before: before.name },
    });
  });
};

interface Membership {
  readonly id: string;
  readonly name: string;
  readonly isMember: boolean;
}

/** Replaces the members of a group. Ids of strangers are refused, so that none can be probed. */
export const setGroupMembers = (app: App, actor: Actor, raw: z.input<typeof setGroupMembersInput>): Promise<void> => {
  authorise(actor, 'people.manage');
  const { groupId, ...input } = setGroupMembersInput.parse(raw);
  const wanted = new Set<string>(input.memberIds);
  return inTransaction(app, tenant(actor), async (tx) => {
    const group = await lockGroup(tx, actor.organisationId, groupId);
    const people = await tx.query<Membership>(
      `SELECT u.id, u.name, m.user_id IS NOT NULL AS "isMember" FROM app_user u
       LEFT JOIN group_member m ON m.user_id = u.id AND m.group_id = $2
       WHERE u.organisation_id = $1 AND (m.user_id IS NOT NULL OR u.id = ANY($3::uuid[]))`,
      [actor.organisationId, groupId, [...wanted]],
    );
    const known = new Set(people.map(({ id }) => id));
    if ([...wanted].some((id) => !known.has(id)))
      throw new DomainError('not_found', 'One of these people does not exist.');
    const added = people.filter(({ id, isMember }) => !isMember && wanted.has(id));
    const removed = people.filter(({ id, isMember }) => isMember && !wanted.has(id));
    if (added.length + removed.length === 0) return;
    await tx.execute(
      'INSERT INTO group_member (organisation_id, group_id, user_id) SELECT $1, $2, unnest($3::uuid[])',
      [actor.organisationId, groupId, added.map(({ id }) => id)],
    );
    await tx.execute(
      'DELETE FROM group_member WHERE organisation_id = $1 AND group_id = $2 AND user_id = ANY($3::uuid[])',
      [actor.organisationId, groupId, removed.map(({ id }) => id)],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'group.members-changed',
      target: { id: groupId, label: group.name },
      payload: { added: added.map(({ name }) => name), removed: removed.map(({ name }) => name) },
    });
  });
};

/** Removes a group nobody is waiting for: a pending request assigned to it would wait for ever. */
export const deleteGroup = (app: App, actor: Actor, raw: z.input<typeof groupInput>): Promise<void> => {
  authorise(actor, 'people.manage');
  const { groupId } = groupInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const group = await lockGroup(tx, actor.organisationId, groupId);
    const pending = await tx.query(
      `SELECT 1 FROM approval_assignment a JOIN approval_request r ON r.id = a.approval_id
       WHERE a.organisation_id = $1 AND a.group_id = $2 AND r.status = 'pending' LIMIT 1`,
      [actor.organisationId, groupId],
    );
    if (pending.length > 0) {
      throw new DomainError(
        'not_permitted_now',
        `Approvals wait for “${group.name}”. Have them decided or withdrawn first.`,
      );
    }
    await tx.execute('DELETE FROM group_member WHERE organisation_id = $1 AND group_id = $2', [
      actor.organisationId,
      groupId,
    ]);
    await tx.execute('DELETE FROM user_group WHERE organisation_id = $1 AND id = $2', [actor.organisationId, groupId]);
    await appendAudit(tx, actor, app.now(), {
      type: 'group.removed',
      target: { id: groupId, label: group.name },
      payload: {},
    });
  });
};
