import type { Tx } from '@switchyard/db';
import {
  type DataClass,
  DomainError,
  type OrganisationId,
  type SourceAuthority,
  type SourceConfig,
  type SourceField,
  type SourceId,
  type SourceVersionId,
  sourceConfigSchema,
  sourceFieldSchema,
} from '@switchyard/domain';
import { z } from 'zod';

/** A source without its content. */
export interface SourceRecord {
  readonly id: SourceId;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly authority: SourceAuthority;
  readonly dataClass: DataClass;
  readonly freshnessLimitMinutes: number | null;
  readonly fields: readonly SourceField[];
  readonly config: SourceConfig;
  readonly ownerId: string | null;
  readonly currentVersionId: SourceVersionId | null;
  /** When the current content was last known to be true at its origin. */
  readonly lastCheckedAt: Date | null;
  readonly lastError: SourceError | null;
  readonly archivedAt: Date | null;
}

/** Why the last attempt to fetch a source failed; cleared by the next success. */
export const sourceErrorSchema = z.object({ code: z.string(), message: z.string(), at: z.iso.datetime() });
export type SourceError = z.infer<typeof sourceErrorSchema>;

interface SourceRow {
  readonly id: SourceId;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly authority: SourceAuthority;
  readonly data_class: DataClass;
  readonly freshness_limit_minutes: number | null;
  readonly fields: unknown;
  readonly config: unknown;
  readonly owner_id: string | null;
  readonly current_version_id: SourceVersionId | null;
  readonly last_checked_at: Date | null;
  readonly last_error: unknown;
  readonly archived_at: Date | null;
}

const toRecord = (row: SourceRow): SourceRecord => ({
  id: row.id,
  slug: row.slug,
  name: row.name,
  description: row.description,
  authority: row.authority,
  dataClass: row.data_class,
  freshnessLimitMinutes: row.freshness_limit_minutes,
  fields: z.array(sourceFieldSchema).parse(row.fields),
  config: sourceConfigSchema.parse(row.config),
  ownerId: row.owner_id,
  currentVersionId: row.current_version_id,
  lastCheckedAt: row.last_checked_at,
  lastError: row.last_error === null ? null : sourceErrorSchema.parse(row.last_error),
  archivedAt: row.archived_at,
});

/** The source, or null; another tenant's is null too. `forUpdate` locks it against other writers of versions. */
export const findSource = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
  options: { readonly forUpdate?: boolean } = {},
): Promise<SourceRecord | null> => {
  const [row] = await tx.query<SourceRow>(
    `SELECT id, slug, name, description, authority, data_class, freshness_limit_minutes, fields, config, owner_id,
            current_version_id, last_checked_at, last_error, archived_at
     FROM source WHERE organisation_id = $1 AND slug = $2 ${options.forUpdate ? 'FOR UPDATE' : ''}`,
    [organisationId, slug],
  );
  return row ? toRecord(row) : null;
};

/** A source that can still change. Throws `not_found`, or `not_permitted_now` when it is archived. */
export const requireLiveSource = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
  options: { readonly forUpdate?: boolean } = {},
): Promise<SourceRecord> => {
  const source = await findSource(tx, organisationId, slug, options);
  if (!source) throw new DomainError('not_found', `There is no source “${slug}”.`);
  if (source.archivedAt) throw new DomainError('not_permitted_now', `The source “${source.name}” is archived.`);
  return source;
};
