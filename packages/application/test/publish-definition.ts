import { newId } from '@switchyard/db';
import { type Definition, type DraftDefinition, definitionSchema, type OrganisationId } from '@switchyard/domain';
import type { App } from '../src/app.ts';

type Node = Omit<DraftDefinition['nodes'][number], 'position' | 'name'> & { name?: string };
type Edge = Partial<DraftDefinition['edges'][number]> & { from: string; to: string };

/** A definition from the parts that matter to a test; positions and edge ids are filled in. */
export const defineWorkflow = (nodes: readonly Node[], edges: readonly Edge[]): Definition =>
  definitionSchema.parse({
    v: 1,
    nodes: nodes.map((node) => ({ name: node.id, ...node, position: { x: 0, y: 0 } })),
    edges: edges.map((edge, index) => ({ id: `e${index}`, ...edge })),
  });

/** Puts a published workflow into the database without going through the builder. */
export const publishDefinition = async (
  app: App,
  organisationId: OrganisationId,
  definition: Definition,
  slug = `flow-${newId().slice(-12)}`,
): Promise<string> => {
  const [workflowId, versionId] = [newId(), newId()];
  await app.db.transaction({ organisationId }, async (tx) => {
    await tx.execute(
      `INSERT INTO workflow (id, organisation_id, slug, name, draft, current_version_id) VALUES ($1, $2, $3, $3, $4, $5)`,
      [workflowId, organisationId, slug, JSON.stringify(definition), versionId],
    );
    await tx.execute(
      `INSERT INTO workflow_version (id, organisation_id, workflow_id, number, hash, definition, note)
       VALUES ($1, $2, $3, 1, 'test', $4, 'test')`,
      [versionId, organisationId, workflowId, JSON.stringify(definition)],
    );
  });
  return slug;
};
