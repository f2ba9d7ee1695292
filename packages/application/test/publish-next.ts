import { newId } from '@switchyard/db';
import type { Definition, OrganisationId } from '@switchyard/domain';
import type { App } from '../src/app.ts';

/** Puts another version of a workflow into the database, as its current one. Returns its number. */
export const publishNext = (
  app: App,
  organisationId: OrganisationId,
  slug: string,
  definition: Definition,
  { publishedById = null }: { readonly publishedById?: string | null } = {},
): Promise<number> =>
  app.db.transaction({ organisationId }, async (tx) => {
    const versionId = newId();
    const [row] = await tx.query<{ number: number }>(
      `INSERT INTO workflow_version (id, organisation_id, workflow_id, number, hash, definition, note, published_by_id)
       SELECT $3, $1, w.id, (SELECT max(number) + 1 FROM workflow_version WHERE workflow_id = w.id), 'test', $4, 'test', $5
       FROM workflow w WHERE w.organisation_id = $1 AND w.slug = $2 RETURNING number`,
      [organisationId, slug, versionId, JSON.stringify(definition), publishedById],
    );
    await tx.execute('UPDATE workflow SET current_version_id = $3 WHERE organisation_id = $1 AND slug = $2', [
      organisationId,
      slug,
      versionId,
    ]);
    if (!row) throw new Error(`There is no workflow ${slug}.`);
    return row.number;
  });
