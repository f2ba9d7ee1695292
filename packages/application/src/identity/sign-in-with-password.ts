import type { Tx } from '@switchyard/db';
import { err, type OrganisationId, ok, type Result, type SessionId, type UserId } from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import { clientInfoSchema } from './client-info.ts';
import { createSession } from './create-session.ts';
import { emailSchema } from './email.ts';
import { isPassword } from './password.ts';
import { recordFailedSignIn } from './record-failed-sign-in.ts';
import { countAttempt, forgiveAddress, forgiveMail } from './sign-in-throttle.ts';

export const signInInput = z.object({
  email: emailSchema,
  password: z.string().min(1).max(200),
  client: clientInfoSchema,
});
export type SignInInput = z.infer<typeof signInInput>;

/** `refused` says neither whether the account exists nor why: that is in the audit log. */
export type SignInRefusal =
  | { readonly kind: 'refused' }
  | { readonly kind: 'rate_limited'; readonly retryAfterMs: number };

interface UserRow {
  readonly id: UserId;
  readonly organisation_id: OrganisationId;
  readonly name: string;
  readonly password_hash: string | null;
  readonly is_active: boolean;
}

const findUser = async (tx: Tx, email: string): Promise<UserRow | null> => {
  const [row] = await tx.query<UserRow>(
    'SELECT id, organisation_id, name, password_hash, is_active FROM app_user WHERE email = $1',
    [email],
  );
  return row ?? null;
};

/** Counts the attempt and looks the person up; the password is judged outside, where no connection waits for it. */
const admit = (app: App, { email, client }: SignInInput, now: Date) =>
  app.db.transaction('system', async (tx) => {
    const byAddress = await countAttempt(tx, 'address', client.ipAddress, now);
    const byMail = await countAttempt(tx, 'mail', email, now);
    const row = await findUser(tx, email);
    const user = row && { id: row.id, organisationId: row.organisation_id };
    if (byMail.isFirstRefusal) await recordFailedSignIn(tx, { email, reason: 'rate_limited', user, at: now });
    return { row, refusal: [byMail, byAddress].find((verdict) => !verdict.isAllowed) ?? null };
  });

/**
 * Opens a session for the right mail address and password. Refused attempts are limited per mail address and per client
 * address, take the same time whether or not the account exists, and are in the audit log.
 */
export const signInWithPassword = async (app: App, input: SignInInput): Promise<Result<SessionId, SignInRefusal>> => {
  const now = app.now();
  const { row, refusal } = await admit(app, input, now);
  if (refusal) return err({ kind: 'rate_limited', retryAfterMs: refusal.retryAfterMs });
  const isRight = await isPassword(row?.password_hash ?? null, input.password);
  return app.db.transaction('system', async (tx) => {
    const user = row && { id: row.id, organisationId: row.organisation_id, name: row.name };
    // Asked again: the account may have been closed, or its password changed, while the hash was computed.
    const [current] = await tx.query<{ id: string }>(
      'SELECT id FROM app_user WHERE id = $1 AND is_active AND password_hash = $2 FOR SHARE',
      [row?.id ?? null, row?.password_hash ?? null],
    );
    if (user && isRight && current) {
      await forgiveMail(tx, input.email);
      await forgiveAddress(tx, input.client.ipAddress);
      return ok(await createSession(tx, user, 'password', input.client, now));
    }
    const reason = !row ? 'unknown_member' : row.is_active ? 'wrong_password' : 'disabled';
    await recordFailedSignIn(tx, { email: input.email, reason, user, at: now });
    return err({ kind: 'refused' });
  });
};
