import {
  archivedWorkflowSchema,
  archiveWorkflow,
  archiveWorkflowInput,
  checkScript,
  checkScriptInput,
  compareVersions,
  compareVersionsInput,
  createdWorkflowSchema,
  createWorkflow,
  createWorkflowInput,
  definitionReferencesSchema,
  describedWorkflowSchema,
  describeWorkflow,
  describeWorkflowInput,
  exportWorkflow,
  exportWorkflowInput,
  getDefinitionReferences,
  getVersion,
  getVersionInput,
  getWorkflow,
  getWorkflowInput,
  listVersions,
  listVersionsInput,
  listWorkflows,
  listWorkflowsInput,
  listWorkflowTemplates,
  pauseSchedule,
  publishedVersionSchema,
  publishWorkflow,
  publishWorkflowInput,
  restoredDraftSchema,
  restoreVersion,
  restoreVersionInput,
  restoreWorkflow,
  resumeSchedule,
  rotatedWebhookSchema,
  rotateWebhookSecret,
  rotateWebhookSecretInput,
  saveDraft,
  saveDraftInput,
  savedDraftSchema,
  scheduleInput,
  scheduleViewSchema,
  scriptCheckSchema,
  versionComparisonSchema,
  versionDetailSchema,
  versionPageSchema,
  workflowDetailSchema,
  workflowFileSchema,
  workflowPageSchema,
  workflowTemplateListSchema,
} from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

export const workflowsRouter = router({
  // Changes nothing; code is too long for an address.
  checkScript: procedure
    .input(checkScriptInput)
    .output(scriptCheckSchema)
    .mutation(({ ctx, input }) => checkScript(ctx.app, ctx.actor, input)),
  list: procedure
    .input(listWorkflowsInput)
    .output(workflowPageSchema)
    .query(({ ctx, input }) => listWorkflows(ctx.app, ctx.actor, input)),
  get: procedure
    .input(getWorkflowInput)
    .output(workflowDetailSchema)
    .query(({ ctx, input }) => getWorkflow(ctx.app, ctx.actor, input)),
  templates: procedure.output(workflowTemplateListSchema).query(({ ctx }) => listWorkflowTemplates(ctx.app, ctx.actor)),
  references: procedure
    .output(definitionReferencesSchema)
    .query(({ ctx }) => getDefinitionReferences(ctx.app, ctx.actor)),
  create: procedure
    .input(createWorkflowInput)
    .output(createdWorkflowSchema)
    .mutation(({ ctx, input }) => createWorkflow(ctx.app, ctx.actor, input)),
  describe: procedure
    .input(describeWorkflowInput)
    .output(describedWorkflowSchema)
    .mutation(({ ctx, input }) => describeWorkflow(ctx.app, ctx.actor, input)),
  saveDraft: procedure
    .input(saveDraftInput)
    .output(savedDraftSchema)
    .mutation(({ ctx, input }) => saveDraft(ctx.app, ctx.actor, input)),
  publish: procedure
    .input(publishWorkflowInput)
    .output(publishedVersionSchema)
    .mutation(({ ctx, input }) => publishWorkflow(ctx.app, ctx.actor, input)),
  versions: procedure
    .input(listVersionsInput)
    .output(versionPageSchema)
    .query(({ ctx, input }) => listVersions(ctx.app, ctx.actor, input)),
  version: procedure
    .input(getVersionInput)
    .output(versionDetailSchema)
    .query(({ ctx, input }) => getVersion(ctx.app, ctx.actor, input)),
  compare: procedure
    .input(compareVersionsInput)
    .output(versionComparisonSchema)
    .query(({ ctx, input }) => compareVersions(ctx.app, ctx.actor, input)),
  restoreVersion: procedure
    .input(restoreVersionInput)
    .output(restoredDraftSchema)
    .mutation(({ ctx, input }) => restoreVersion(ctx.app, ctx.actor, input)),
  archive: procedure
    .input(archiveWorkflowInput)
    .output(archivedWorkflowSchema)
    .mutation(({ ctx, input }) => archiveWorkflow(ctx.app, ctx.actor, input)),
  restore: procedure
    .input(archiveWorkflowInput)
    .output(archivedWorkflowSchema)
    .mutation(({ ctx, input }) => restoreWorkflow(ctx.app, ctx.actor, input)),
  export: procedure
    .input(exportWorkflowInput)
    .output(workflowFileSchema)
    .query(({ ctx, input }) => exportWorkflow(ctx.app, ctx.actor, input)),
  rotateWebhookSecret: procedure
    .input(rotateWebhookSecretInput)
    .output(rotatedWebhookSchema)
    .mutation(({ ctx, input }) => rotateWebhookSecret(ctx.app, ctx.actor, input)),
  pauseSchedule: procedure
    .input(scheduleInput)
    .output(scheduleViewSchema)
    .mutation(({ ctx, input }) => pauseSchedule(ctx.app, ctx.actor, input)),
  resumeSchedule: procedure
    .input(scheduleInput)
    .output(scheduleViewSchema)
    .mutation(({ ctx, input }) => resumeSchedule(ctx.app, ctx.actor, input)),
});
