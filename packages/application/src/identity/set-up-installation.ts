import { newId } from '@switchyard/db';
import { DomainError, type OrganisationId, type SessionId, slugSchema, type UserId } from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import { appendAuditAs } from '../audit/append-audit.ts';
import { inTransaction } from '../change.ts';
import { clientInfoSchema } from './client-info.ts';
import { createSession } from './create-session.ts';
import { emailSchema } from './email.ts';
import { hashPassword, newPasswordSchema } from './password.ts';

export const setUpInput = z.object({
  organisationName: z.string().trim().min(1, 'Name your organisation.').max(120),
  name: z.string().trim().min(1, 'Enter your name.').max(120),
  email: emailSchema,
  password: newPasswordSchema,
});
export const setUpClientInput = setUpInput.extend({ client: clientInfoSchema });

/** True for ever once the first owner exists, also when every account has been removed since. */
export const isSetUp = (app: App): Promise<boolean> =>
  app.db.transaction('system', async (tx) => {
    const rows = await tx.query('SELECT 1 FROM installation UNION ALL SELECT 1 FROM organisation LIMIT 1');
    return rows.length > 0;
  });

const slugOf = (name: string): string => {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return slugSchema.safeParse(slug).success ? slug : 'organisation';
};

/**
 * Creates the first organisation and its owner, exactly once in the life of an installation: the single row that is
 * inserted first decides, so of any number of simultaneous calls one wins. Throws `not_permitted_now` for all others.
 */
export const setUpInstallation = async (app: App, input: z.infer<typeof setUpClientInput>): Promise<SessionId> => {
  const passwordHash = await hashPassword(input.password);
  return inTransaction(app, 'system', async (tx) => {
    const now = app.now();
    const won = await tx.execute(
      `INSERT INTO installation (id, set_up_at) SELECT 1, $1 WHERE NOT EXISTS (SELECT 1 FROM organisation)
       ON CONFLICT (id) DO NOTHING`,
      [now],
    );
    if (won === 0)
      throw new DomainError('not_permitted_now', 'This installation has been set up already. Please sign in.');
    const organisationId = newId<OrganisationId>();
    const user = { id: newId<UserId>(), organisationId, name: input.name };
    await tx.execute('INSERT INTO organisation (id, slug, name, created_at) VALUES ($1, $2, $3, $4)', [
      organisationId,
      slugOf(input.organisationName),
      input.organisationName,
      now,
    ]);
    await tx.execute(
      `INSERT INTO app_user (id, organisation_id, email, name, password_hash, roles, created_at)
       VALUES ($1, $2, $3, $4, $5, '{owner}', $6)`,
      [user.id, organisationId, input.email, input.name, passwordHash, now],
    );
    const actor = { kind: 'user' as const, id: user.id, label: user.name };
    await appendAuditAs(
      tx,
      { organisationId, actor, at: now },
      { type: 'organisation.created', target: { id: organisationId, label: input.organisationName }, payload: {} },
      { type: 'member.added', target: { id: user.id, label: user.name }, payload: { roles: ['owner'] } },
    );
    return createSession(tx, user, 'setup', input.client, now);
  });
};
