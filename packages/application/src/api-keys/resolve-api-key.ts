import { type Actor, type ApiKeyId, apiScopes, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import { hashKeyText, isKeyText } from './key-text.ts';

export type ApiKeyActor = Extract<Actor, { kind: 'api_key' }>;

interface KeyRow {
  readonly id: ApiKeyId;
  readonly organisation_id: OrganisationId;
  readonly name: string;
  readonly scopes: string[];
  readonly last_used_at: Date | null;
}

const usedEveryMs = 60_000;

/**
 * The service account behind a key, or null when it is unknown, revoked or expired. Asked on every request, so that revoking
 * is immediate. A scope this version does not know grants nothing.
 */
export const resolveApiKey = (app: App, keyText: string): Promise<ApiKeyActor | null> => {
  if (!isKeyText(keyText)) return Promise.resolve(null);
  const now = app.now();
  return app.db.transaction('system', async (tx) => {
    const [row] = await tx.query<KeyRow>(
      `SELECT id, organisation_id, name, scopes, last_used_at FROM api_key
       WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $2)`,
      [hashKeyText(keyText), now],
    );
    if (!row) return null;
    if (!row.last_used_at || now.getTime() - row.last_used_at.getTime() > usedEveryMs) {
      await tx.execute('UPDATE api_key SET last_used_at = $3 WHERE organisation_id = $1 AND id = $2', [
        row.organisation_id,
        row.id,
        now,
      ]);
    }
    const scopes = apiScopes.filter((scope) => row.scopes.includes(scope));
    return { kind: 'api_key', organisationId: row.organisation_id, apiKeyId: row.id, name: row.name, scopes };
  });
};
