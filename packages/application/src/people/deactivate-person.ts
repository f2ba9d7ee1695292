import { type Actor, DomainError, userIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { revokeSessionsOf } from '../identity/revoke-session.ts';
import { lockMember, requireAnotherOwner, requireOwnerFor } from './keep-an-owner.ts';

export const personInput = z.object({ userId: userIdSchema });

/** Closes an account and ends its sessions at once. The row stays: the audit trail and past decisions refer to it. */
export const deactivatePerson = (app: App, actor: Actor, raw: z.input<typeof personInput>): Promise<void> => {
  authorise(actor, 'people.manage');
  const { userId } = personInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const member = await lockMember(tx, actor.organisationId, userId);
    const isOwner = member.roles.includes('owner');
    requireOwnerFor(actor, isOwner);
    if (isOwner) await requireAnotherOwner(tx, actor.organisationId, userId);
    if (!member.isActive)
      throw new DomainError('not_permitted_now', `The account of ${member.name} is closed already.`);
    const now = app.now();
    await tx.execute('UPDATE app_user SET is_active = false WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      userId,
    ]);
    await appendAudit(tx, actor, now, {
      type: 'member.removed',
      target: { id: userId, label: member.name },
      payload: {},
    });
    await revokeSessionsOf(tx, actor, { userId, userName: member.name, except: null, reason: 'account closed' }, now);
  });
};

/** Opens a closed account again, with the roles it had. */
export const restorePerson = (app: App, actor: Actor, raw: z.input<typeof personInput>): Promise<void> => {
  authorise(actor, 'people.manage');
  const { userId } = personInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const member = await lockMember(tx, actor.organisationId, userId);
    requireOwnerFor(actor, member.roles.includes('owner'));
    if (member.isActive) throw new DomainError('not_permitted_now', `The account of ${member.name} is open already.`);
    await tx.execute('UPDATE app_user SET is_active = true WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      userId,
    ]);
    await appendAudit(tx, actor, app.now(), {
      type: 'member.restored',
      target: { id: userId, label: member.name },
      payload: {},
    });
  });
};
