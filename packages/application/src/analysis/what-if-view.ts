import { dataClassSchema, slugSchema } from '@switchyard/domain';
import { routingPolicySchema } from '@switchyard/routing';
import { z } from 'zod';
import { policyScopeSchema } from '../policies/policy-scope.ts';

export const whatIfInput = z.object({
  /** The draft that is tried on the receipts. */
  policy: routingPolicySchema,
  /** Whose rules it would be; narrower rules go before it, as ever. Without one, the organisation's. */
  scope: policyScopeSchema.optional(),
  taskSlug: slugSchema.optional(),
  /** Where the page before ended; the first page begins with the newest receipt. */
  cursor: z.uuid().optional(),
  /** Receipts of one page: whoever wants more asks page after page and sees how far it is. */
  limit: z.int().min(1).max(500).default(200),
});

/** Right answers by past outcomes: bounds at the policy's confidence, and from how many graded cases. Null: not known. */
const qualitySchema = z.object({ low: z.number(), high: z.number().nullable(), cases: z.int() }).nullable();
export type WhatIfQuality = z.infer<typeof qualitySchema>;

const changeSchema = z.object({
  /** Empty: a call that named no task. */
  taskSlug: z.string(),
  /** Who is asked first under the policy in force, and under the draft; a plan as its probes. Null: nobody may. */
  from: z.string().nullable(),
  to: z.string().nullable(),
  /** The candidate's ref, where it is just one and no person. */
  fromRef: z.string().nullable(),
  toRef: z.string().nullable(),
  /** A person would do it. */
  isToPerson: z.boolean(),
  receipts: z.int(),
  /** Expected cost with escalation, over these receipts. */
  beforeMicroUsd: z.int(),
  afterMicroUsd: z.int(),
  qualityBefore: qualitySchema,
  qualityAfter: qualitySchema,
  /** Where the data is processed; empty: in this installation, or not said. */
  residencyBefore: z.string(),
  residencyAfter: z.string(),
  dataClasses: z.array(dataClassSchema),
  /** The receipts that this row counts. */
  receiptIds: z.array(z.string()),
});
export type WhatIfChange = z.infer<typeof changeSchema>;

/** How many receipts' data of one class a supplier would be the first to see. */
const seenSchema = z.object({
  supplierSlug: z.string(),
  residency: z.string(),
  dataClass: dataClassSchema,
  before: z.int(),
  after: z.int(),
  receiptIds: z.array(z.string()),
});
export type WhatIfSeen = z.infer<typeof seenSchema>;

/** What could not be replayed as it was, or at all, and why. */
const noteSchema = z.object({
  sentence: z.string(),
  receipts: z.int(),
  /** False: these are not among those looked at. */
  isReplayed: z.boolean(),
  receiptIds: z.array(z.string()),
});
export type WhatIfNote = z.infer<typeof noteSchema>;

/** One receipt under both rules; what the totals and the changes are sums of. */
const replayedSchema = z.object({
  receiptId: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
  actualMicroUsd: z.int(),
  beforeMicroUsd: z.int(),
  afterMicroUsd: z.int(),
});
export type WhatIfReplayed = z.infer<typeof replayedSchema>;

export const whatIfSchema = z.object({
  looked: z.int(),
  unchanged: z.int(),
  /** Every receipt that was looked at, newest first. */
  replayed: z.array(replayedSchema),
  actualMicroUsd: z.int(),
  beforeMicroUsd: z.int(),
  afterMicroUsd: z.int(),
  changes: z.array(changeSchema),
  seen: z.array(seenSchema),
  notes: z.array(noteSchema),
  nextCursor: z.string().nullable(),
});
export type WhatIf = z.infer<typeof whatIfSchema>;
