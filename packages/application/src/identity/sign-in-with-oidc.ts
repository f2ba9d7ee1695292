import type { Tx } from '@switchyard/db';
import { err, type OrganisationId, ok, type Result, type SessionId, type UserId } from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import { appendAuditAs } from '../audit/append-audit.ts';
import { clientInfoSchema } from './client-info.ts';
import { createSession } from './create-session.ts';
import { emailSchema } from './email.ts';
import { recordFailedSignIn } from './record-failed-sign-in.ts';
import type { SignInRefusal } from './sign-in-with-password.ts';

/** What the provider vouches for, from a verified ID token. */
export const oidcSignInInput = z.object({
  issuer: z.url(),
  subject: z.string().min(1).max(255),
  email: emailSchema,
  isEmailVerified: z.boolean(),
  client: clientInfoSchema,
});
export type OidcSignInInput = z.infer<typeof oidcSignInInput>;

interface UserRow {
  readonly id: UserId;
  readonly organisation_id: OrganisationId;
  readonly name: string;
  readonly is_active: boolean;
  readonly oidc_subject: string | null;
}

/** The subject identifies a person for ever; the mail address only introduces them, and only when it is verified. */
const findUser = async (tx: Tx, input: OidcSignInInput, oidcSubject: string): Promise<UserRow | null> => {
  const columns = 'SELECT id, organisation_id, name, is_active, oidc_subject FROM app_user';
  const [linked] = await tx.query<UserRow>(`${columns} WHERE oidc_subject = $1`, [oidcSubject]);
  if (linked || !input.isEmailVerified) return linked ?? null;
  const [introduced] = await tx.query<UserRow>(`${columns} WHERE email = $1 AND oidc_subject IS NULL FOR UPDATE`, [
    input.email,
  ]);
  return introduced ?? null;
};

const link = async (tx: Tx, row: UserRow, input: OidcSignInInput, oidcSubject: string, at: Date): Promise<void> => {
  await tx.execute('UPDATE app_user SET oidc_subject = $2 WHERE id = $1 AND oidc_subject IS NULL', [
    row.id,
    oidcSubject,
  ]);
  await appendAuditAs(
    tx,
    { organisationId: row.organisation_id, actor: { kind: 'user', id: row.id, label: row.name }, at },
    { type: 'member.oidc-linked', target: { id: row.id, label: row.name }, payload: { issuer: input.issuer } },
  );
};

/**
 * Opens a session for somebody the configured provider vouches for. Accounts are never created here: who has none is
 * refused, and an administrator invites them.
 */
export const signInWithOidc = (app: App, input: OidcSignInInput): Promise<Result<SessionId, SignInRefusal>> => {
  const now = app.now();
  const oidcSubject = `${input.issuer}|${input.subject}`;
  return app.db.transaction('system', async (tx) => {
    const row = await findUser(tx, input, oidcSubject);
    if (!row?.is_active) {
      const user = row && { id: row.id, organisationId: row.organisation_id };
      await recordFailedSignIn(tx, { email: input.email, reason: row ? 'disabled' : 'unknown_member', user, at: now });
      return err({ kind: 'refused' });
    }
    if (row.oidc_subject === null) await link(tx, row, input, oidcSubject, now);
    const user = { id: row.id, organisationId: row.organisation_id, name: row.name };
    return ok(await createSession(tx, user, 'oidc', input.client, now));
  });
};
