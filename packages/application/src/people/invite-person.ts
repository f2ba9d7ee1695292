import { newId } from '@switchyard/db';
import { type Actor, DomainError, isDomainError, roleSchema, type UserId, userIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { emailSchema } from '../identity/email.ts';
import { generatePassword, hashPassword } from '../identity/password.ts';
import { requireOwnerFor } from './keep-an-owner.ts';

export const invitePersonInput = z.object({
  name: z.string().trim().min(1, 'Enter a name.').max(120),
  email: emailSchema,
  roles: z.array(roleSchema).min(1, 'Choose at least one role.').max(7),
});
/** The password is shown once and never stored in the clear. */
export const invitedPersonSchema = z.object({ userId: userIdSchema, password: z.string() });

/** Creates an account. There is no mail: the person who invites hands the password over. */
export const invitePerson = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof invitePersonInput>,
): Promise<z.infer<typeof invitedPersonSchema>> => {
  authorise(actor, 'people.manage');
  const { name, email, ...input } = invitePersonInput.parse(raw);
  const roles = [...new Set(input.roles)];
  requireOwnerFor(actor, roles.includes('owner'));
  const password = generatePassword();
  const passwordHash = await hashPassword(password);
  const userId = newId<UserId>();
  await inTransaction(app, tenant(actor), async (tx) => {
    const now = app.now();
    await tx.execute(
      `INSERT INTO app_user (id, organisation_id, email, name, password_hash, roles, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      [userId, actor.organisationId, email, name, passwordHash, roles, now],
    );
    await appendAudit(tx, actor, now, {
      type: 'member.invited',
      target: { id: userId, label: name },
      payload: { roles },
    });
  }).catch((cause: unknown) => {
    if (!isDomainError(cause) || cause.code !== 'conflict') throw cause;
    throw new DomainError('conflict', 'There is an account with this mail address already.', { cause });
  });
  return { userId, password };
};
