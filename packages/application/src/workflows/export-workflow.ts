import { type Actor, draftDefinitionSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import type { WorkflowFile } from './workflow-file.ts';
import { getVersionRecord, getWorkflowRecord } from './workflow-record.ts';

export const exportWorkflowInput = z.object({
  slug: slugSchema,
  /** Left out: the draft. */
  number: z.int().min(1).optional(),
});

/** The workflow as a file for another installation or a repository. Holds no secret and no id of this one. */
export const exportWorkflow = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof exportWorkflowInput>,
): Promise<WorkflowFile> => {
  authorise(actor, 'workflows.read');
  const { slug, number } = exportWorkflowInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const workflow = await getWorkflowRecord(tx, actor.organisationId, slug);
    const definition =
      number === undefined
        ? workflow.draft
        : draftDefinitionSchema.parse((await getVersionRecord(tx, actor.organisationId, workflow, number)).definition);
    const { name, description } = workflow;
    return { format: 'switchyard-workflow', v: 1, slug: workflow.slug, name, description, definition };
  });
};
