import { type Actor, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';

export const organisationSchema = z.object({ id: z.uuid(), slug: z.string(), name: z.string(), isDemo: z.boolean() });
export type Organisation = z.infer<typeof organisationSchema>;
export const renameOrganisationInput = z.object({ name: z.string().trim().min(1, 'Enter a name.').max(120) });

/** The actor's own organisation. Everybody in it may know its name. */
export const getOrganisation = (app: App, actor: Actor): Promise<Organisation> =>
  inTransaction(app, tenant(actor), async (tx) => {
    const [row] = await tx.query<Organisation>(
      'SELECT id, slug, name, is_demo AS "isDemo" FROM organisation WHERE id = $1',
      [actor.organisationId],
    );
    if (!row) throw new DomainError('not_found', 'This organisation does not exist.');
    return row;
  });

export const renameOrganisation = (
  app: App,
  actor: Actor,
  raw: z.input<typeof renameOrganisationInput>,
): Promise<void> => {
  authorise(actor, 'settings.manage');
  const { name } = renameOrganisationInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    await tx.execute('UPDATE organisation SET name = $2 WHERE id = $1', [actor.organisationId, name]);
    await appendAudit(tx, actor, app.now(), {
      type: 'settings.updated',
      target: { id: actor.organisationId, label: name },
      payload: { changed: ['name'] },
    });
  });
};
