import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

export const sourceOwnersSchema = z.array(z.object({ id: z.string(), name: z.string(), email: z.string() }));

/** People who can answer for a source: the first 500 active members by name. */
export const listSourceOwners = async (app: App, actor: Actor): Promise<z.infer<typeof sourceOwnersSchema>> => {
  authorise(actor, 'sources.edit');
  return app.db.transaction(tenant(actor), (tx) =>
    tx.query('SELECT id, name, email FROM app_user WHERE organisation_id = $1 AND is_active ORDER BY name LIMIT 500', [
      actor.organisationId,
    ]),
  );
};
