import type { Tx } from '@switchyard/db';
import { type Actor, apiScopeSchema, roleSchema } from '@switchyard/domain';
import { z } from 'zod';

/**
 * Whoever asked for something that is done later, with the roles or scopes of this moment. Null: the account was closed, the key
 * was revoked or has expired. Never wider than what was asked with, for a key's scopes do not grow.
 */
export const currentActor = async (tx: Tx, actor: Actor): Promise<Actor | null> => {
  if (actor.kind === 'system') return actor;
  if (actor.kind === 'user') {
    const [row] = await tx.query<{ roles: string[] }>(
      'SELECT roles FROM app_user WHERE organisation_id = $1 AND id = $2 AND is_active',
      [actor.organisationId, actor.userId],
    );
    return row ? { ...actor, roles: z.array(roleSchema).parse(row.roles) } : null;
  }
  const [row] = await tx.query<{ scopes: string[] }>(
    `SELECT scopes FROM api_key WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL
       AND (expires_at IS NULL OR expires_at > now())`,
    [actor.organisationId, actor.apiKeyId],
  );
  return row ? { ...actor, scopes: z.array(apiScopeSchema).parse(row.scopes) } : null;
};
