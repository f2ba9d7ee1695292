import { type Actor, secretIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';

/** What may be seen of a secret. The value is never among it. */
export const secretViewSchema = z.object({
  id: secretIdSchema,
  name: z.string(),
  /** Empty for values too short to show any of. */
  lastFour: z.string(),
  updatedAt: z.iso.datetime(),
});
export type SecretView = z.infer<typeof secretViewSchema>;

/** SQL: which secrets belong to a supplier, a webhook, a tool server or a source, and are managed there. `s` is the secret. */
export const managedBySql = `CASE
  WHEN EXISTS (SELECT 1 FROM supplier p WHERE p.organisation_id = s.organisation_id AND p.secret_id = s.id) THEN 'supplier'
  WHEN EXISTS (SELECT 1 FROM webhook_endpoint e WHERE e.organisation_id = s.organisation_id AND e.secret_id = s.id) THEN 'webhook'
  WHEN EXISTS (SELECT 1 FROM tool_server t WHERE t.organisation_id = s.organisation_id AND t.secret_id = s.id) THEN 'tool server'
  WHEN s.name LIKE 'tool-server-%' THEN 'tool server'
  WHEN s.name LIKE 'source-%' THEN 'source' WHEN s.name LIKE 'supplier-%' THEN 'supplier' END`;

/** Stored secrets by name: those made here, which steps refer to by name. */
export const listSecrets = (app: App, actor: Actor): Promise<SecretView[]> => {
  authorise(actor, 'settings.manage');
  return inTransaction(app, tenant(actor), async (tx) => {
    const rows = await tx.query<Omit<SecretView, 'updatedAt'> & { updatedAt: Date }>(
      `SELECT s.id, s.name, s.last_four AS "lastFour", s.updated_at AS "updatedAt" FROM secret s
       WHERE s.organisation_id = $1 AND ${managedBySql} IS NULL ORDER BY s.name LIMIT 1000`,
      [actor.organisationId],
    );
    return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
  });
};
