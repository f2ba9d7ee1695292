import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { z } from 'zod';

export const sourceUseSchema = z.object({
  workflowSlug: z.string(),
  workflowName: z.string(),
  nodes: z.array(z.object({ name: z.string(), kind: z.string(), task: z.string().nullable() })),
});
export type SourceUse = z.infer<typeof sourceUseSchema>;

/** Published processes whose current version reads the source, and the nodes that do. */
export const listSourceUses = async (tx: Tx, organisationId: OrganisationId, slug: string): Promise<SourceUse[]> => {
  const rows = await tx.query<{ slug: string; name: string; nodes: unknown }>(
    `SELECT w.slug, w.name, used.nodes
     FROM workflow w JOIN workflow_version v ON v.id = w.current_version_id
     CROSS JOIN LATERAL (
       SELECT jsonb_agg(jsonb_build_object('name', node->>'name', 'kind', node->>'kind', 'task', node->'config'->>'task')) AS nodes
       FROM jsonb_array_elements(v.definition->'nodes') AS node
       WHERE node->'config'->'sources' ? $2
         OR node->'config'->'tools' @> jsonb_build_array(jsonb_build_object('kind', 'source', 'source', $2::text))) AS used
     WHERE w.organisation_id = $1 AND w.archived_at IS NULL AND used.nodes IS NOT NULL
     ORDER BY w.name LIMIT 200`,
    [organisationId, slug],
  );
  return rows.map((row) => ({
    workflowSlug: row.slug,
    workflowName: row.name,
    nodes: sourceUseSchema.shape.nodes.parse(row.nodes),
  }));
};
