import type { Actor } from '@switchyard/domain';
import type { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { generatePassword, hashPassword } from '../identity/password.ts';
import { revokeSessionsOf } from '../identity/revoke-session.ts';
import { forgiveMail } from '../identity/sign-in-throttle.ts';
import { personInput } from './deactivate-person.ts';
import { lockMember, requireOwnerFor } from './keep-an-owner.ts';

/** Gives somebody who is locked out a new password, shown once, and ends their sessions. */
export const resetPassword = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof personInput>,
): Promise<{ password: string }> => {
  authorise(actor, 'people.manage');
  const { userId } = personInput.parse(raw);
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  await inTransaction(app, tenant(actor), async (tx) => {
    const member = await lockMember(tx, actor.organisationId, userId);
    requireOwnerFor(actor, member.roles.includes('owner'));
    const now = app.now();
    await tx.execute('UPDATE app_user SET password_hash = $3 WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      userId,
      passwordHash,
    ]);
    await forgiveMail(tx, member.email);
    await appendAudit(tx, actor, now, {
      type: 'member.password-changed',
      target: { id: userId, label: member.name },
      payload: {},
    });
    await revokeSessionsOf(tx, actor, { userId, userName: member.name, except: null, reason: 'password reset' }, now);
  });
  return { password };
};
