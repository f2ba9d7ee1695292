import { type Actor, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireEditable } from './workflow-record.ts';

export const describeWorkflowInput = z.object({
  slug: slugSchema,
  name: z.string().trim().min(1, 'Give the workflow a name.').max(120),
  description: z.string().max(2000),
});
export const describedWorkflowSchema = z.object({ slug: slugSchema, name: z.string(), description: z.string() });
export type DescribedWorkflow = z.infer<typeof describedWorkflowSchema>;

/** Changes a workflow's name and description. The key stays, because addresses and callers use it. */
export const describeWorkflow = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof describeWorkflowInput>,
): Promise<DescribedWorkflow> => {
  authorise(actor, 'workflows.edit');
  const { slug, name, description } = describeWorkflowInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const workflow = await requireEditable(tx, actor.organisationId, slug);
    if (workflow.name === name && workflow.description === description) return { slug, name, description };
    const values = [actor.organisationId, workflow.id, name, description];
    await tx.execute('UPDATE workflow SET name = $3, description = $4 WHERE organisation_id = $1 AND id = $2', values);
    await appendAudit(tx, actor, app.now(), {
      type: 'workflow.described',
      target: { id: workflow.id, label: name },
      payload: { previousName: workflow.name, name, isDescriptionChanged: workflow.description !== description },
    });
    return { slug, name, description };
  });
};
