import type { Actor } from '@switchyard/domain';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { type ApiKeyView, apiKeyViewSchema } from './api-key-view.ts';

interface KeyRow {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: string[];
  readonly models: string[];
  readonly dataClass: string;
  readonly callsPerMinute: number | null;
  readonly person: string | null;
  readonly personId: string | null;
  readonly microUsdPerDay: number | null;
  readonly previousUntil: Date | null;
  readonly revision: number;
  readonly createdBy: string | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const keysMax = 500;

/** Keys of the organisation, the latest first, ended ones included; the newest 500. */
export const listApiKeys = (app: App, actor: Actor): Promise<ApiKeyView[]> => {
  authorise(actor, 'api-keys.manage');
  const now = app.now();
  return inTransaction(app, tenant(actor), async (tx) => {
    const rows = await tx.query<KeyRow>(
      `SELECT k.id, k.name, k.prefix, k.scopes, k.models, k.data_class AS "dataClass",
              k.calls_per_minute AS "callsPerMinute", u.name AS "createdBy", p.name AS person, k.person_id AS "personId",
              k.revision, k.previous_until AS "previousUntil", k.created_at AS "createdAt",
              k.last_used_at AS "lastUsedAt", k.expires_at AS "expiresAt", k.revoked_at AS "revokedAt",
              (SELECT b.cap_micro_usd FROM budget b
               WHERE b.organisation_id = k.organisation_id AND b.scope = 'api_key' AND b.target_id = k.id AND b.period = 'day'
                 AND b.removed_at IS NULL ORDER BY b.created_at, b.id LIMIT 1) AS "microUsdPerDay"
       FROM api_key k LEFT JOIN app_user u ON u.id = k.created_by_id AND u.organisation_id = k.organisation_id
            LEFT JOIN app_user p ON p.id = k.person_id AND p.organisation_id = k.organisation_id
       WHERE k.organisation_id = $1 ORDER BY k.created_at DESC, k.id DESC LIMIT $2`,
      [actor.organisationId, keysMax],
    );
    return rows.map((row) =>
      apiKeyViewSchema.parse({
        ...row,
        createdAt: row.createdAt.toISOString(),
        lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
        expiresAt: row.expiresAt?.toISOString() ?? null,
        revokedAt: row.revokedAt?.toISOString() ?? null,
        previousUntil: row.previousUntil !== null && row.previousUntil > now ? row.previousUntil.toISOString() : null,
        isLive: row.revokedAt === null && (row.expiresAt === null || row.expiresAt > now),
      }),
    );
  });
};
