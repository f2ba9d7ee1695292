export {
  type ArchivedWorkflow,
  archivedWorkflowSchema,
  archiveWorkflow,
  archiveWorkflowInput,
  restoreWorkflow,
} from './archive-workflow.ts';
export { checkScript, checkScriptInput, scriptCheckSchema } from './check-script.ts';
export {
  compareVersions,
  compareVersionsInput,
  type VersionComparison,
  versionComparisonSchema,
} from './compare-versions.ts';
export { type CreatedWorkflow, createdWorkflowSchema, createWorkflow, createWorkflowInput } from './create-workflow.ts';
export {
  type DescribedWorkflow,
  describedWorkflowSchema,
  describeWorkflow,
  describeWorkflowInput,
} from './describe-workflow.ts';
export { exportWorkflow, exportWorkflowInput } from './export-workflow.ts';
export { fireDueSchedules } from './fire-due-schedules.ts';
export { getVersion, getVersionInput, type VersionDetail, versionDetailSchema } from './get-version.ts';
export { getWorkflow, getWorkflowInput, type WorkflowDetail, workflowDetailSchema } from './get-workflow.ts';
export { type ScheduleView, scheduleViewSchema } from './list-schedules.ts';
export {
  listVersions,
  listVersionsInput,
  type VersionPage,
  type VersionSummary,
  versionPageSchema,
} from './list-versions.ts';
export { listWorkflowTemplates, workflowTemplateListSchema } from './list-workflow-templates.ts';
export {
  listWorkflows,
  listWorkflowsInput,
  type WorkflowPage,
  type WorkflowSummary,
  workflowPageSchema,
} from './list-workflows.ts';
export {
  type DefinitionReferences,
  definitionReferencesSchema,
  getDefinitionReferences,
} from './load-definition-references.ts';
export { pauseSchedule, resumeSchedule, scheduleInput } from './pause-schedule.ts';
export {
  type PublishedVersion,
  publishedVersionSchema,
  publishWorkflow,
  publishWorkflowInput,
} from './publish-workflow.ts';
export { type RestoredDraft, restoredDraftSchema, restoreVersion, restoreVersionInput } from './restore-version.ts';
export {
  type RotatedWebhook,
  rotatedWebhookSchema,
  rotateWebhookSecret,
  rotateWebhookSecretInput,
} from './rotate-webhook-secret.ts';
export { type SavedDraft, saveDraft, saveDraftInput, savedDraftSchema } from './save-draft.ts';
export { type WorkflowFile, workflowFileSchema } from './workflow-file.ts';
