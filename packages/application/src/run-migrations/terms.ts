import { nodeIdSchema, runIdSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';

/**
 * Old node id → what becomes of runs that are there: `to` the node it is now, `continueAt` another node after what is open has
 * been withdrawn, null: such runs are not moved.
 */
export const nodeMappingSchema = z.record(
  nodeIdSchema,
  z.union([z.strictObject({ to: nodeIdSchema }), z.strictObject({ continueAt: nodeIdSchema }), z.null()]),
);

export const runFilterSchema = z.strictObject({
  status: z.enum(['running', 'waiting']).optional(),
  /** Only these. */
  runIds: z.array(runIdSchema).min(1).max(1000).optional(),
});

export const migrationTermsSchema = z.object({
  workflowSlug: slugSchema,
  /** Left out: runs of every other version. */
  fromVersion: z.int().min(1).optional(),
  toVersion: z.int().min(1),
  mapping: nodeMappingSchema.default({}),
  filter: runFilterSchema.default({}),
});

export const verdicts = ['kept', 'changed', 'voided', 'busy', 'impossible'] as const;
export const verdictSchema = z.enum(verdicts);
export type Verdict = z.infer<typeof verdictSchema>;

export const outcomes = ['moved', 'skipped', 'busy', 'ended', 'failed'] as const;
export const outcomeSchema = z.enum(outcomes);
export type Outcome = z.infer<typeof outcomeSchema>;

const placeSchema = z.object({
  nodeId: z.string(),
  name: z.string(),
  /** Null: withdrawn with what is around it, or without a place. */
  toName: z.string().nullable(),
  fate: z.enum(['kept', 'changed', 'reopened', 'voided', 'busy', 'impossible']),
  /** Fields that differ. */
  changed: z.array(z.string()),
  reason: z.string().optional(),
  /** Tokens that are there and fare the same. */
  count: z.int(),
});

/** What becomes of one run. Version 1 of the format. */
export const runReportSchema = z.object({
  v: z.literal(1),
  verdict: verdictSchema,
  places: z.array(placeSchema),
  /** Open requests that are withdrawn, by title and by whom they wait for. */
  voidedApprovals: z.array(z.object({ title: z.string(), waitsFor: z.array(z.string()) })),
  /** Tasks in people's queues that are withdrawn. */
  voidedWorkItems: z.array(z.string()),
  timers: z.object({ kept: z.int(), rearmed: z.int(), dropped: z.int() }),
  messageWaits: z.object({ kept: z.int(), changed: z.int(), dropped: z.int() }),
  /** Why it is not moved, each with its remedy. */
  problems: z.array(z.string()),
  notes: z.array(z.string()),
});
export type RunReport = z.infer<typeof runReportSchema>;
