import { type Actor, roleSchema, userIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { lockMember, requireAnotherOwner, requireOwnerFor } from './keep-an-owner.ts';

export const changeRolesInput = z.object({
  userId: userIdSchema,
  roles: z.array(roleSchema).min(1, 'Choose at least one role.').max(7),
});

/** Replaces somebody's roles, from their next request on. The last owner stays one. */
export const changeRoles = (app: App, actor: Actor, raw: z.input<typeof changeRolesInput>): Promise<void> => {
  authorise(actor, 'people.manage');
  const { userId, ...input } = changeRolesInput.parse(raw);
  const roles = [...new Set(input.roles)];
  return inTransaction(app, tenant(actor), async (tx) => {
    const member = await lockMember(tx, actor.organisationId, userId);
    const wasOwner = member.roles.includes('owner');
    requireOwnerFor(actor, wasOwner || roles.includes('owner'));
    if (wasOwner && !roles.includes('owner')) await requireAnotherOwner(tx, actor.organisationId, userId);
    await tx.execute('UPDATE app_user SET roles = $3 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      userId,
      roles,
    ]);
    await appendAudit(tx, actor, app.now(), {
      type: 'member.role-changed',
      target: { id: userId, label: member.name },
      payload: { before: member.roles, after: roles },
    });
  });
};
