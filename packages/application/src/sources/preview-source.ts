import { type Actor, DomainError, jsonObjectSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';

const rowsMax = 100;
const textCharsMax = 20_000;

export const previewSourceInput = z.object({
  slug: slugSchema,
  /** Default: the current version. */
  versionNumber: z.int().min(1).optional(),
});

export const sourcePreviewSchema = z.object({
  versionNumber: z.int(),
  rowCount: z.int(),
  /** The first hundred; empty for text. */
  rows: z.array(jsonObjectSchema),
  /** The first 20,000 characters; null for rows. */
  text: z.string().nullable(),
});
export type SourcePreview = z.infer<typeof sourcePreviewSchema>;

const contentSchema = z.union([z.array(jsonObjectSchema), z.object({ text: z.string() })]);

/** The beginning of a version. Only that much leaves the database, however large it is. Throws `not_found`. */
export const previewSource = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof previewSourceInput>,
): Promise<SourcePreview> => {
  authorise(actor, 'sources.read');
  const { slug, versionNumber = null } = previewSourceInput.parse(raw);
  const [row] = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<{ number: number; row_count: number; content: unknown }>(
      `SELECT v.number, v.row_count,
              CASE WHEN jsonb_typeof(v.content) = 'array'
                   THEN jsonb_path_query_array(v.content, '$[0 to ${rowsMax - 1}]')
                   ELSE jsonb_build_object('text', left(v.content->>'text', ${textCharsMax})) END AS content
       FROM source s JOIN source_version v ON v.source_id = s.id
       WHERE s.organisation_id = $1 AND s.slug = $2
         AND CASE WHEN $3::int IS NULL THEN v.id = s.current_version_id ELSE v.number = $3 END`,
      [actor.organisationId, slug, versionNumber],
    ),
  );
  if (!row) throw new DomainError('not_found', 'This version does not exist.');
  const content = contentSchema.parse(row.content);
  const isRows = Array.isArray(content);
  return {
    versionNumber: row.number,
    rowCount: row.row_count,
    rows: isRows ? content : [],
    text: isRows ? null : content.text,
  };
};
