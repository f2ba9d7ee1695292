import { type Actor, definitionSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { versionSummarySchema } from './list-versions.ts';
import { getVersionRecord, getWorkflowRecord } from './workflow-record.ts';

export const getVersionInput = z.object({ slug: slugSchema, number: z.int().min(1) });

export const versionDetailSchema = versionSummarySchema.extend({
  definition: definitionSchema,
  /** Task slug → version id that runs of this version use. */
  tasks: z.record(z.string(), z.string()),
});
export type VersionDetail = z.infer<typeof versionDetailSchema>;

/** One published version with its definition. Throws `not_found`. */
export const getVersion = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getVersionInput>,
): Promise<VersionDetail> => {
  authorise(actor, 'workflows.read');
  const { slug, number } = getVersionInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const workflow = await getWorkflowRecord(tx, actor.organisationId, slug);
    const version = await getVersionRecord(tx, actor.organisationId, workflow, number);
    return {
      ...version,
      publishedAt: version.publishedAt.toISOString(),
      publishedBy: version.publishedBy ?? '',
      isCurrent: version.id === workflow.currentVersionId,
    };
  });
};
