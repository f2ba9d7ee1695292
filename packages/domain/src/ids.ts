import { z } from 'zod';

/**
 * Every id is a UUID v7 string, branded with the noun it identifies so that a run id cannot be passed
 * where a step id is meant. Ids are generated outside the pure packages and come in as arguments.
 */
const id = <Brand extends string>() => z.uuid().brand<Brand>();

export const organisationIdSchema = id<'OrganisationId'>();
export const userIdSchema = id<'UserId'>();
export const groupIdSchema = id<'GroupId'>();
export const sessionIdSchema = id<'SessionId'>();
export const apiKeyIdSchema = id<'ApiKeyId'>();
export const workflowIdSchema = id<'WorkflowId'>();
export const versionIdSchema = id<'VersionId'>();
export const runIdSchema = id<'RunId'>();
export const stepIdSchema = id<'StepId'>();
export const taskIdSchema = id<'TaskId'>();
export const taskVersionIdSchema = id<'TaskVersionId'>();
export const sourceIdSchema = id<'SourceId'>();
export const sourceVersionIdSchema = id<'SourceVersionId'>();
export const calendarIdSchema = id<'CalendarId'>();
export const scheduleIdSchema = id<'ScheduleId'>();
export const supplierIdSchema = id<'SupplierId'>();
export const modelIdSchema = id<'ModelId'>();
export const receiptIdSchema = id<'ReceiptId'>();
export const approvalIdSchema = id<'ApprovalId'>();
export const workItemIdSchema = id<'WorkItemId'>();
export const secretIdSchema = id<'SecretId'>();
export const budgetIdSchema = id<'BudgetId'>();
export const datasetIdSchema = id<'DatasetId'>();
export const datasetCaseIdSchema = id<'DatasetCaseId'>();
export const evalRunIdSchema = id<'EvalRunId'>();
export const auditEventIdSchema = id<'AuditEventId'>();

export type OrganisationId = z.infer<typeof organisationIdSchema>;
export type UserId = z.infer<typeof userIdSchema>;
export type GroupId = z.infer<typeof groupIdSchema>;
export type SessionId = z.infer<typeof sessionIdSchema>;
export type ApiKeyId = z.infer<typeof apiKeyIdSchema>;
export type WorkflowId = z.infer<typeof workflowIdSchema>;
export type VersionId = z.infer<typeof versionIdSchema>;
export type RunId = z.infer<typeof runIdSchema>;
export type StepId = z.infer<typeof stepIdSchema>;
export type TaskId = z.infer<typeof taskIdSchema>;
export type TaskVersionId = z.infer<typeof taskVersionIdSchema>;
export type SourceId = z.infer<typeof sourceIdSchema>;
export type SourceVersionId = z.infer<typeof sourceVersionIdSchema>;
export type CalendarId = z.infer<typeof calendarIdSchema>;
export type ScheduleId = z.infer<typeof scheduleIdSchema>;
export type SupplierId = z.infer<typeof supplierIdSchema>;
export type ModelId = z.infer<typeof modelIdSchema>;
export type ReceiptId = z.infer<typeof receiptIdSchema>;
export type ApprovalId = z.infer<typeof approvalIdSchema>;
export type WorkItemId = z.infer<typeof workItemIdSchema>;
export type SecretId = z.infer<typeof secretIdSchema>;
export type BudgetId = z.infer<typeof budgetIdSchema>;
export type DatasetId = z.infer<typeof datasetIdSchema>;
export type DatasetCaseId = z.infer<typeof datasetCaseIdSchema>;
export type EvalRunId = z.infer<typeof evalRunIdSchema>;
export type AuditEventId = z.infer<typeof auditEventIdSchema>;

/** Short human-chosen key, unique per organisation and noun; used in URLs, the API and expressions. */
export const slugSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'Use lower-case letters, digits and dashes (at most 64).');
