import {
  createdWorkflowSchema,
  createWorkflow,
  createWorkflowInput,
  getWorkflow,
  listWorkflows,
  publishedVersionSchema,
  publishWorkflow,
  saveDraft,
  workflowDetailSchema,
  workflowPageSchema,
} from '@switchyard/application';
import { DomainError, draftDefinitionSchema, slugSchema, workflowIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

const workflowParams = z.object({ slug: slugSchema });

export const listWorkflowsRoute = defineRoute({
  method: 'get',
  path: '/workflows',
  operationId: 'listWorkflows',
  summary: 'List workflows, newest first',
  scopes: ['workflows:read', 'workflows:write'],
  query: pageQuery().extend({
    cursor: workflowIdSchema.optional(),
    search: z.string().trim().max(120).default(''),
    isArchived: z.stringbool().default(false),
  }),
  status: 200,
  output: workflowPageSchema,
  handle: ({ app, actor, query }) => listWorkflows(app, actor, query),
});

export const createWorkflowRoute = defineRoute({
  method: 'post',
  path: '/workflows',
  operationId: 'createWorkflow',
  summary: 'Create a workflow from a template or from an exported file',
  description:
    'The draft begins with what is given and has to be published before it runs. Send an `id` of your own (a UUID) to ask again without making a second one.',
  scopes: ['workflows:write'],
  body: z.strictObject(createWorkflowInput.shape),
  status: 200,
  output: createdWorkflowSchema,
  handle: ({ app, actor, body }) => createWorkflow(app, actor, body),
});

const draftSchema = workflowDetailSchema.pick({ draft: true, revision: true, savedAt: true, problems: true });

export const getDraftRoute = defineRoute({
  method: 'get',
  path: '/workflows/{slug}/draft',
  operationId: 'getDraft',
  summary: 'Read the draft of a workflow, its revision, and what is still wrong with it',
  scopes: ['workflows:read', 'workflows:write'],
  params: workflowParams,
  status: 200,
  output: draftSchema,
  handle: ({ app, actor, params }) => getWorkflow(app, actor, params),
});

export const putDraftRoute = defineRoute({
  method: 'put',
  path: '/workflows/{slug}/draft',
  operationId: 'putDraft',
  summary: 'Replace the draft of a workflow',
  description: 'Send the revision the draft builds upon. When somebody saved in between, nothing is written: 409.',
  scopes: ['workflows:write'],
  params: workflowParams,
  body: z.strictObject({ revision: z.int().min(1), draft: draftDefinitionSchema }),
  status: 200,
  output: z.object({ revision: z.int(), savedAt: z.iso.datetime() }),
  handle: async ({ app, actor, params, body }) => {
    const saved = await saveDraft(app, actor, { ...params, ...body });
    if (saved.ok) return saved;
    const { revision, savedBy } = saved;
    throw new DomainError('conflict', `Somebody saved revision ${revision} in the meantime. Read the draft again.`, {
      details: { revision, savedBy },
    });
  },
});

export const publishWorkflowRoute = defineRoute({
  method: 'post',
  path: '/workflows/{slug}/publish',
  operationId: 'publishWorkflow',
  summary: 'Publish the draft as the next version',
  description:
    'The version is immutable and named by the hash of its content. 422 lists the problems that forbid publishing. The secret of a new webhook is in this answer and nowhere else.',
  scopes: ['workflows:write'],
  params: workflowParams,
  body: z.strictObject({ revision: z.int().min(1), note: z.string().trim().min(1).max(2000) }),
  status: 200,
  output: publishedVersionSchema,
  handle: ({ app, actor, params, body }) => publishWorkflow(app, actor, { ...params, ...body }),
});
