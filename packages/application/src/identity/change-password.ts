import { type Actor, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { hashPassword, isPassword, newPasswordSchema } from './password.ts';
import { revokeSessionsOf } from './revoke-session.ts';
import { countAttempt, forgiveMail } from './sign-in-throttle.ts';

export const changePasswordInput = z.object({ currentPassword: z.string().max(200), newPassword: newPasswordSchema });

/** Guessing here is limited like at the door: a stolen session must not become a way to learn the password. */
const admit = async (app: App, email: string): Promise<void> => {
  const verdict = await app.db.transaction('system', (tx) => countAttempt(tx, 'mail', email, app.now()));
  if (verdict.isAllowed) return;
  throw new DomainError('rate_limited', 'Too many attempts. Please wait a few minutes.', {
    details: { retryAfterMs: verdict.retryAfterMs },
  });
};

/** Changes one's own password and ends every other session: whoever knew the old one is out at once. */
export const changePassword = async (
  app: App,
  actor: Actor,
  input: z.infer<typeof changePasswordInput>,
): Promise<{ endedSessions: number }> => {
  const person = requirePerson(actor);
  await admit(app, person.email);
  const [row] = await app.db.transaction(tenant(person), (tx) =>
    tx.query<{ password_hash: string | null }>(
      'SELECT password_hash FROM app_user WHERE organisation_id = $1 AND id = $2',
      [person.organisationId, person.userId],
    ),
  );
  const oldHash = row?.password_hash ?? null;
  if (oldHash === null) {
    throw new DomainError('not_permitted_now', 'You sign in with single sign-on; there is no password to change.');
  }
  if (!(await isPassword(oldHash, input.currentPassword))) {
    throw new DomainError('invalid_input', 'The current password is not right.', {
      details: { field: 'currentPassword' },
    });
  }
  const newHash = await hashPassword(input.newPassword);
  return inTransaction(app, tenant(person), async (tx) => {
    const now = app.now();
    const changed = await tx.execute(
      'UPDATE app_user SET password_hash = $3 WHERE organisation_id = $1 AND id = $2 AND password_hash = $4',
      [person.organisationId, person.userId, newHash, oldHash],
    );
    if (changed === 0) throw new DomainError('conflict', 'The password was changed elsewhere in the meantime.');
    await forgiveMail(tx, person.email);
    await appendAudit(tx, person, now, {
      type: 'member.password-changed',
      target: { id: person.userId, label: person.name },
      payload: {},
    });
    const endedSessions = await revokeSessionsOf(
      tx,
      person,
      { userId: person.userId, userName: person.name, except: person.sessionId, reason: 'password changed' },
      now,
    );
    return { endedSessions };
  });
};
