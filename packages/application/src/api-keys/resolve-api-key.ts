import {
  type Actor,
  type ApiKeyId,
  apiScopes,
  type DataClass,
  dataClassSchema,
  type OrganisationId,
} from '@switchyard/domain';
import type { App } from '../app.ts';
import { hashKeyText, isKeyText } from './key-text.ts';

export type ApiKeyActor = Extract<Actor, { kind: 'api_key' }>;

/** A key with what bounds its calls of models. */
export interface VirtualKey {
  readonly actor: ApiKeyActor;
  /** What it may name: `supplier/model`, `supplier/*`, `task/slug`, `auto`. Empty: everything. */
  readonly models: readonly string[];
  /** Least class of what it sends. */
  readonly dataClass: DataClass;
  readonly callsPerMinute: number | null;
  readonly expiresAt: Date | null;
  /** On whose behalf it calls: what it spends counts against that person's budgets. Null: nobody's. */
  readonly personId: string | null;
}

interface KeyRow {
  readonly id: ApiKeyId;
  readonly organisation_id: OrganisationId;
  readonly name: string;
  readonly scopes: string[];
  readonly models: string[];
  readonly data_class: string;
  readonly calls_per_minute: number | null;
  readonly expires_at: Date | null;
  readonly last_used_at: Date | null;
  readonly person_id: string | null;
}

const usedEveryMs = 60_000;

/** The live key with this hash (of `hashKeyText`), or with it before a rotation whose time of grace is not over, as the database has it now; null when there is none, or when it has ended by this process's clock or the server's. */
export const findVirtualKey = (app: App, hash: string): Promise<VirtualKey | null> => {
  const now = app.now();
  return app.db.transaction('system', async (tx) => {
    const [row] = await tx.query<KeyRow>(
      `SELECT id, organisation_id, name, scopes, models, data_class, calls_per_minute, last_used_at, person_id,
              CASE WHEN hash = $1 THEN expires_at ELSE least(expires_at, previous_until) END AS expires_at
       FROM api_key
       WHERE (hash = $1 OR (previous_hash = $1 AND previous_until > greatest($2, now()))) AND revoked_at IS NULL
         AND (expires_at IS NULL OR expires_at > greatest($2, now()))`,
      [hash, now],
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
    const { organisation_id: organisationId, name } = row;
    return {
      actor: { kind: 'api_key', organisationId, apiKeyId: row.id, name, scopes },
      models: row.models,
      dataClass: dataClassSchema.parse(row.data_class),
      callsPerMinute: row.calls_per_minute,
      expiresAt: row.expires_at,
      personId: row.person_id,
    };
  });
};

/**
 * The service account behind a key, or null when it is unknown, revoked or expired. Asked on every request, so that revoking
 * is immediate. A scope this version does not know grants nothing.
 */
export const resolveApiKey = async (app: App, keyText: string): Promise<ApiKeyActor | null> => {
  if (!isKeyText(keyText)) return null;
  return (await findVirtualKey(app, hashKeyText(keyText)))?.actor ?? null;
};
