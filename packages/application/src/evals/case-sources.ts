import { dataClassSchema, type Grading, type OrganisationId } from '@switchyard/domain';
import type { App } from '../app.ts';
import type { PerformTaskInput } from '../routing/perform-task.ts';
import { loadVersion } from '../sources/load-version.ts';

interface Row {
  readonly slug: string;
  readonly name: string;
  readonly authority: 'authoritative' | 'derived';
  readonly data_class: unknown;
}

/** The very versions of sources that were read with a case. Throws `internal` when one is gone. */
export const loadCaseSources = async (
  app: App,
  organisationId: OrganisationId,
  versions: readonly { readonly slug: string; readonly versionId: string }[],
): Promise<PerformTaskInput['sources']> => {
  if (versions.length === 0) return [];
  const rows = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<Row>(
      'SELECT slug, name, authority, data_class FROM source WHERE organisation_id = $1 AND slug = ANY($2)',
      [organisationId, versions.map(({ slug }) => slug)],
    ),
  );
  const known = new Map(rows.map((row) => [row.slug, row]));
  const sources: PerformTaskInput['sources'][number][] = [];
  for (const { slug, versionId } of versions) {
    const row = known.get(slug);
    if (!row) continue;
    const { data, text } = await loadVersion(app, organisationId, versionId);
    const dataClass = dataClassSchema.parse(row.data_class);
    sources.push({ slug, name: row.name, authority: row.authority, versionId, data, text, dataClass });
  }
  return sources;
};

type ReadVersion = { readonly slug: string; readonly versionId: string };

/**
 * What source graders compare with: the very versions that were read with the case, and the current one of a source that was not.
 * One that is gone is left out; its grader says so.
 */
export const loadGradingSources = async (
  app: App,
  organisationId: OrganisationId,
  { graders }: Grading,
  versions: readonly ReadVersion[],
): Promise<PerformTaskInput['sources']> => {
  const slugs = new Set(graders.flatMap(({ grader }) => (grader.kind === 'source' ? [grader.source] : [])));
  if (slugs.size === 0) return [];
  const read = versions.filter(({ slug }) => slugs.has(slug));
  const unread = [...slugs].filter((slug) => !read.some((version) => version.slug === slug));
  const current = await app.db.queryOnce<ReadVersion>(
    { organisationId },
    `SELECT slug, current_version_id AS "versionId" FROM source
     WHERE organisation_id = $1 AND slug = ANY($2) AND archived_at IS NULL AND current_version_id IS NOT NULL`,
    [organisationId, unread],
  );
  return loadCaseSources(app, organisationId, [...read, ...current]);
};
