import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { managedBySql } from './list-secrets.ts';
import { storeSecret } from './store-secret.ts';

const secretNameSchema = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,118}[A-Za-z0-9])?$/, 'Use letters, digits, dots, dashes and underscores.');

export const setSecretInput = z.object({
  name: secretNameSchema,
  value: z.string().min(1, 'Enter a value.').max(16_384),
});
export const removeSecretInput = z.object({ name: z.string().min(1).max(200) });

interface SecretRow {
  readonly id: string;
  readonly managedBy: string | null;
}

/** The secret of that name, locked. Throws `not_permitted_now` for one that a supplier, webhook or source owns. */
const findOwnSecret = async (tx: Tx, organisationId: OrganisationId, name: string): Promise<SecretRow | null> => {
  const [row] = await tx.query<SecretRow>(
    `SELECT s.id, ${managedBySql} AS "managedBy" FROM secret s WHERE s.organisation_id = $1 AND s.name = $2 FOR UPDATE`,
    [organisationId, name],
  );
  const owner = row ? row.managedBy : (/^(source|supplier|tool-server)-/.exec(name)?.[1] ?? null);
  if (owner) throw new DomainError('not_permitted_now', `“${name}” belongs to a ${owner} and is changed there.`);
  return row ?? null;
};

/** Stores a secret, or replaces its value. From here on it can be used, never read. */
export const setSecret = (app: App, actor: Actor, raw: z.input<typeof setSecretInput>): Promise<{ isNew: boolean }> => {
  authorise(actor, 'settings.manage');
  const { name, value } = setSecretInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const isNew = (await findOwnSecret(tx, actor.organisationId, name)) === null;
    const id = await storeSecret(app, tx, actor.organisationId, name, value);
    await appendAudit(tx, actor, app.now(), { type: 'secret.set', target: { id, label: name }, payload: { isNew } });
    return { isNew };
  });
};

/** Removes a secret. Steps that name it fail from then on, saying so. */
export const removeSecret = (app: App, actor: Actor, raw: z.input<typeof removeSecretInput>): Promise<void> => {
  authorise(actor, 'settings.manage');
  const { name } = removeSecretInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const row = await findOwnSecret(tx, actor.organisationId, name);
    if (!row) throw new DomainError('not_found', `There is no secret “${name}”.`);
    await tx.execute('DELETE FROM secret WHERE organisation_id = $1 AND id = $2', [actor.organisationId, row.id]);
    await appendAudit(tx, actor, app.now(), {
      type: 'secret.removed',
      target: { id: row.id, label: name },
      payload: {},
    });
  });
};
