import { z } from 'zod';
import { dataSchemaSchema } from '../data-schema.ts';
import { slugSchema } from '../ids.ts';
import { durationSchema, expressionSchema, templateSchema } from './expression.ts';

/** Who may decide: named people, members of groups, holders of roles. The union of the three. */
export const approverSelectorSchema = z.strictObject({
  users: z.array(z.email()).default([]),
  groups: z.array(z.string().min(1)).default([]),
  roles: z.array(z.string().min(1)).default([]),
});
export type ApproverSelector = z.infer<typeof approverSelectorSchema>;

export const approvalStageSchema = z.strictObject({
  name: z.string().min(1).max(120),
  who: approverSelectorSchema,
  /** Different people who must approve before the stage is passed. */
  approvalsNeeded: z.int().min(1).max(20).default(1),
});
export type ApprovalStage = z.infer<typeof approvalStageSchema>;

export const approvalConfigSchema = z.strictObject({
  title: templateSchema.min(1),
  description: templateSchema.default(''),
  stages: z.array(approvalStageSchema).min(1).max(10),
  /** Labelled facts shown above the fold. */
  facts: z.array(z.strictObject({ label: z.string().min(1).max(120), value: expressionSchema })).default([]),
  /** Node ids whose outputs, receipts and sources are shown as evidence; empty shows every earlier AI step. */
  evidence: z.array(z.string()).default([]),
  risk: z.enum(['low', 'high']).default('low'),
  /** The requester, the publisher of the version and people acting for them may not decide. */
  isSeparationOfDuties: z.boolean().default(true),
  allowsChanges: z.boolean().default(true),
  deadline: durationSchema.optional(),
  /** Slug of the business calendar the deadline is counted in; left out, time runs day and night. */
  calendar: slugSchema.optional(),
  onExpiry: z.enum(['expire', 'reject']).default('expire'),
  /** Extra answers the approver gives with the decision. */
  form: dataSchemaSchema.optional(),
});
export type ApprovalConfig = z.infer<typeof approvalConfigSchema>;
