import { dataClassSchema, type OrganisationId } from '@switchyard/domain';
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
