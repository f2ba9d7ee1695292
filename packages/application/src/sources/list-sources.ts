import {
  type Actor,
  type DataClass,
  dataClassSchema,
  type SourceAuthority,
  sourceAuthoritySchema,
  sourceIdSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { keysetInput, keysetPageSchema, toKeysetPage } from '../keyset-page.ts';
import { isStaleAt } from './source-freshness.ts';
import { sourceErrorSchema } from './source-row.ts';

export const listSourcesInput = z.object({
  ...keysetInput.shape,
  isArchived: z.boolean().default(false),
});

export const sourceSummarySchema = z.object({
  id: sourceIdSchema,
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  kind: z.enum(['upload', 'http', 'postgres']),
  authority: sourceAuthoritySchema,
  dataClass: dataClassSchema,
  freshnessLimitMinutes: z.int().nullable(),
  ownerName: z.string().nullable(),
  /** Null until the source has been read once. */
  versionNumber: z.int().nullable(),
  rowCount: z.int().nullable(),
  /** When the content was last known to be true at its origin. */
  lastCheckedAt: z.iso.datetime().nullable(),
  isStale: z.boolean(),
  lastError: sourceErrorSchema.nullable(),
});
export type SourceSummary = z.infer<typeof sourceSummarySchema>;

export const sourcePageSchema = keysetPageSchema(sourceSummarySchema);

interface SummaryRow {
  readonly id: SourceSummary['id'];
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly kind: SourceSummary['kind'];
  readonly authority: SourceAuthority;
  readonly data_class: DataClass;
  readonly freshness_limit_minutes: number | null;
  readonly owner_name: string | null;
  readonly number: number | null;
  readonly row_count: number | null;
  readonly last_checked_at: Date | null;
  readonly last_error: unknown;
}

/** Registered sources, newest first, keyset-paged. */
export const listSources = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listSourcesInput> = {},
): Promise<z.infer<typeof sourcePageSchema>> => {
  authorise(actor, 'sources.read');
  const { cursor = null, limit, isArchived } = listSourcesInput.parse(raw);
  const rows = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<SummaryRow>(
      `SELECT s.id, s.slug, s.name, s.description, s.kind, s.authority, s.data_class, s.freshness_limit_minutes,
              u.name AS owner_name, v.number, v.row_count, s.last_checked_at, s.last_error
       FROM source s LEFT JOIN app_user u ON u.id = s.owner_id LEFT JOIN source_version v ON v.id = s.current_version_id
       WHERE s.organisation_id = $1 AND (s.archived_at IS NOT NULL) = $4 AND ($2::uuid IS NULL OR s.id < $2)
       ORDER BY s.id DESC LIMIT $3`,
      [actor.organisationId, cursor, limit + 1, isArchived],
    ),
  );
  return toKeysetPage(rows, limit, (row) => toSummary(row, app.now()));
};

const toSummary = (row: SummaryRow, now: Date): SourceSummary => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  description: row.description,
  kind: row.kind,
  authority: row.authority,
  dataClass: row.data_class,
  freshnessLimitMinutes: row.freshness_limit_minutes,
  ownerName: row.owner_name,
  versionNumber: row.number,
  rowCount: row.row_count,
  lastCheckedAt: row.last_checked_at?.toISOString() ?? null,
  isStale: isStaleAt({ freshnessLimitMinutes: row.freshness_limit_minutes, lastCheckedAt: row.last_checked_at }, now),
  lastError: row.last_error === null ? null : sourceErrorSchema.parse(row.last_error),
});
