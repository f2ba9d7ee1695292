import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, type OrganisationId, slugSchema, sourceFieldSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { listSourceUses, sourceUseSchema } from './list-source-uses.ts';
import { sourceSummarySchema } from './list-sources.ts';
import { isStaleAt } from './source-freshness.ts';
import { findSource, type SourceRecord } from './source-row.ts';

export const getSourceInput = z.object({ slug: slugSchema });

const versionSchema = z.object({
  id: z.string(),
  number: z.int(),
  hash: z.string(),
  rowCount: z.int(),
  sizeBytes: z.int(),
  fetchedAt: z.iso.datetime(),
  createdByName: z.string().nullable(),
});

export const sourceDetailSchema = sourceSummarySchema.extend({
  ownerId: z.string().nullable(),
  fields: z.array(sourceFieldSchema),
  /** Where it comes from, without credentials. */
  origin: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('upload'), format: z.enum(['csv', 'json', 'text']) }),
    z.object({ kind: z.literal('http'), url: z.string(), rowsPath: z.string(), hasSecret: z.boolean() }),
    z.object({ kind: z.literal('postgres'), schema: z.string(), table: z.string() }),
  ]),
  isArchived: z.boolean(),
  /** The newest twenty. */
  versions: z.array(versionSchema),
  uses: z.array(sourceUseSchema),
});
export type SourceDetail = z.infer<typeof sourceDetailSchema>;

/** Everything about one source but its content. Throws `not_found`. */
export const getSource = async (app: App, actor: Actor, raw: z.input<typeof getSourceInput>): Promise<SourceDetail> => {
  authorise(actor, 'sources.read');
  const { slug } = getSourceInput.parse(raw);
  return app.db.transaction(tenant(actor), async (tx) => {
    const source = await findSource(tx, actor.organisationId, slug);
    if (!source) throw new DomainError('not_found', `There is no source “${slug}”.`);
    const versions = await listVersions(tx, actor.organisationId, source.id);
    const [owner] = await tx.query<{ name: string }>(
      'SELECT name FROM app_user WHERE organisation_id = $1 AND id = $2',
      [actor.organisationId, source.ownerId],
    );
    const current = versions.find(({ id }) => id === source.currentVersionId);
    return {
      id: source.id,
      slug: source.slug,
      name: source.name,
      description: source.description,
      kind: source.config.kind,
      authority: source.authority,
      dataClass: source.dataClass,
      freshnessLimitMinutes: source.freshnessLimitMinutes,
      ownerId: source.ownerId,
      ownerName: owner?.name ?? null,
      versionNumber: current?.number ?? null,
      rowCount: current?.rowCount ?? null,
      lastCheckedAt: source.lastCheckedAt?.toISOString() ?? null,
      isStale: isStaleAt(source, app.now()),
      lastError: source.lastError,
      fields: [...source.fields],
      origin: originOf(source),
      isArchived: source.archivedAt !== null,
      versions,
      uses: await listSourceUses(tx, actor.organisationId, slug),
    };
  });
};

const originOf = ({ config }: SourceRecord): SourceDetail['origin'] => {
  if (config.kind === 'upload') return { kind: 'upload', format: config.format };
  if (config.kind === 'postgres') return { kind: 'postgres', schema: config.schema, table: config.table };
  return { kind: 'http', url: config.url, rowsPath: config.rowsPath, hasSecret: config.bearerSecret !== undefined };
};

interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly hash: string;
  readonly row_count: number;
  readonly size_bytes: number;
  readonly fetched_at: Date;
  readonly name: string | null;
}

const listVersions = async (tx: Tx, organisationId: OrganisationId, sourceId: string) => {
  const rows = await tx.query<VersionRow>(
    `SELECT v.id, v.number, v.hash, v.row_count, v.size_bytes, v.fetched_at, u.name
     FROM source_version v LEFT JOIN app_user u ON u.id = v.created_by_id
     WHERE v.organisation_id = $1 AND v.source_id = $2 ORDER BY v.number DESC LIMIT 20`,
    [organisationId, sourceId],
  );
  return rows.map((row) => ({
    id: row.id,
    number: row.number,
    hash: row.hash,
    rowCount: row.row_count,
    sizeBytes: row.size_bytes,
    fetchedAt: row.fetched_at.toISOString(),
    createdByName: row.name,
  }));
};
