import {
  approvalStatusSchema,
  dataClassSchema,
  dataSchemaSchema,
  jsonObjectSchema,
  jsonValueSchema,
  sourceAuthoritySchema,
  voteOutcomeSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { outcomeSchema } from './describe-outcomes.ts';

const checkSchema = z.object({ name: z.string(), isPassed: z.boolean(), explanation: z.string() });

export const evidenceReceiptSchema = z.object({
  id: z.string(),
  outcome: z.string(),
  supplier: z.string().nullable(),
  model: z.string().nullable(),
  isSimulated: z.boolean(),
  costMicroUsd: z.int(),
  durationMs: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  dataClass: dataClassSchema,
  attempts: z.int(),
  /** One sentence: why this supplier came first. */
  explanation: z.string(),
  /** Of the last attempt. */
  checks: z.array(checkSchema),
});
export type EvidenceReceipt = z.infer<typeof evidenceReceiptSchema>;

export const evidenceSourceSchema = z.object({
  slug: z.string(),
  name: z.string(),
  authority: sourceAuthoritySchema,
  versionNumber: z.int(),
  fetchedAt: z.iso.datetime(),
  rowCount: z.int(),
  /** The row that the extracted values are about; null when none is like them, or the source is a text. */
  match: z
    .object({
      rowNumber: z.int(),
      isExact: z.boolean(),
      fields: z.array(
        z.object({
          sourceField: z.string(),
          sourceValue: jsonValueSchema,
          extractedField: z.string().nullable(),
          extractedValue: jsonValueSchema,
          verdict: z.enum(['same', 'different', 'only_in_source']),
        }),
      ),
    })
    .nullable(),
});
export type EvidenceSource = z.infer<typeof evidenceSourceSchema>;

export const evidenceStepSchema = z.object({
  stepId: z.string(),
  nodeId: z.string(),
  name: z.string(),
  output: jsonValueSchema,
  /** False would mean that the stored result is not the one the digest was made of. */
  isUnchanged: z.boolean(),
  receipt: evidenceReceiptSchema.nullable(),
  /** What a correction of the result has to fit; null where no model answered. */
  correctableBy: dataSchemaSchema.nullable(),
});
export type EvidenceStep = z.infer<typeof evidenceStepSchema>;

/** A longer text of the run's input, shown beside what was extracted from it. */
export const documentSchema = z.object({ field: z.string(), text: z.string() });

const origin = {
  id: z.string(),
  title: z.string(),
  runId: z.string(),
  stepId: z.string(),
  workflow: z.object({ slug: z.string(), name: z.string(), versionNumber: z.int() }),
  requestedByLabel: z.string(),
  createdAt: z.iso.datetime(),
  documents: z.array(documentSchema),
  /** The rest of the run's input. */
  input: jsonObjectSchema,
};

export const approvalItemSchema = z.object({
  kind: z.literal('approval'),
  ...origin,
  description: z.string(),
  facts: z.array(z.object({ label: z.string(), value: jsonValueSchema })),
  form: dataSchemaSchema.nullable(),
  risk: z.enum(['low', 'high']),
  status: approvalStatusSchema,
  /** Goes back with the answer: the decision is on exactly this. */
  digest: z.string(),
  allowsChanges: z.boolean(),
  deadlineAt: z.iso.datetime().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  /** Who closed it and when, as a sentence; null while open. */
  decision: z.string().nullable(),
  stage: z.int(),
  stages: z.array(z.object({ name: z.string(), approvalsNeeded: z.int(), asked: z.array(z.string()) })),
  votes: z.array(
    z.object({
      stage: z.int(),
      name: z.string(),
      outcome: voteOutcomeSchema,
      reason: z.string(),
      at: z.iso.datetime(),
    }),
  ),
  outcomes: z.array(outcomeSchema),
  problems: z.array(z.string()),
  evidence: z.array(evidenceStepSchema),
  sources: z.array(evidenceSourceSchema),
  mayDecide: z.boolean(),
  /** Why not, in a sentence. */
  refusal: z.string().nullable(),
});
export type ApprovalItem = z.infer<typeof approvalItemSchema>;

export const workItemSchema = z.object({
  kind: z.literal('work_item'),
  ...origin,
  status: z.enum(['open', 'done', 'withdrawn']),
  task: z.object({ slug: z.string(), name: z.string(), instructions: z.string(), output: dataSchemaSchema }),
  /** The input of the task. */
  taskInput: jsonObjectSchema,
  suggestion: z.object({ output: jsonValueSchema, problems: z.array(z.string()), from: z.string() }).nullable(),
  sources: z.array(evidenceSourceSchema),
  output: jsonValueSchema,
  doneByName: z.string().nullable(),
  doneAt: z.iso.datetime().nullable(),
  mayDo: z.boolean(),
  refusal: z.string().nullable(),
});
export type WorkItem = z.infer<typeof workItemSchema>;

export const inboxItemSchema = z.discriminatedUnion('kind', [approvalItemSchema, workItemSchema]);
export type InboxItem = z.infer<typeof inboxItemSchema>;
