import type { Tx } from '@switchyard/db';
import { compareDefinitions } from '@switchyard/definition';
import {
  type Actor,
  type DraftDefinition,
  draftDefinitionSchema,
  jsonValueSchema,
  slugSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { getVersionRecord, getWorkflowRecord, type WorkflowRecord } from './workflow-record.ts';

const sideSchema = z.union([z.literal('draft'), z.int().min(1)]);
type Side = z.infer<typeof sideSchema>;

export const compareVersionsInput = z.object({ slug: slugSchema, before: sideSchema, after: sideSchema });

const fieldChangeSchema = z.object({
  path: z.string(),
  before: jsonValueSchema.optional(),
  after: jsonValueSchema.optional(),
});

const elementChangeSchema = z.object({
  id: z.string(),
  label: z.string(),
  kind: z.enum(['added', 'removed', 'changed']),
  changes: z.array(fieldChangeSchema),
});

export const versionComparisonSchema = z.object({
  nodes: z.array(elementChangeSchema),
  edges: z.array(elementChangeSchema),
  settings: z.array(fieldChangeSchema),
  isSame: z.boolean(),
  before: draftDefinitionSchema,
  after: draftDefinitionSchema,
});
export type VersionComparison = z.infer<typeof versionComparisonSchema>;

/** What differs between two versions, or a version and the draft, with both sides to draw. Throws `not_found`. */
export const compareVersions = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof compareVersionsInput>,
): Promise<VersionComparison> => {
  authorise(actor, 'workflows.read');
  const input = compareVersionsInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const workflow = await getWorkflowRecord(tx, actor.organisationId, input.slug);
    const before = await getSide(tx, actor, workflow, input.before);
    const after = await getSide(tx, actor, workflow, input.after);
    // Through the schema, because optional fields of a change are left out rather than undefined.
    return versionComparisonSchema.parse({ ...compareDefinitions(before, after), before, after });
  });
};

const getSide = async (tx: Tx, actor: Actor, workflow: WorkflowRecord, side: Side): Promise<DraftDefinition> => {
  if (side === 'draft') return workflow.draft;
  const { definition } = await getVersionRecord(tx, actor.organisationId, workflow, side);
  return draftDefinitionSchema.parse(definition);
};
