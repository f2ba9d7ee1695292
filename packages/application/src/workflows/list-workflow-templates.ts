import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { workflowTemplates } from './workflow-templates.ts';

export const workflowTemplateListSchema = z.array(
  z.object({ id: z.string(), name: z.string(), description: z.string() }),
);

/** What a new workflow may begin with. */
export const listWorkflowTemplates = async (
  _app: App,
  actor: Actor,
): Promise<z.infer<typeof workflowTemplateListSchema>> => {
  authorise(actor, 'workflows.read');
  return workflowTemplates.map(({ id, name, description }) => ({ id, name, description }));
};
