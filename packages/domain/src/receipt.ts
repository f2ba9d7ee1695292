import { z } from 'zod';
import { dataClassSchema } from './data-class.ts';
import { routePlanSchema } from './route-plan.ts';
import { supplierKindSchema } from './supplier.ts';

/**
 * Tokens by price class. Reasoning tokens are billed as output and counted in it; shown apart. So are, of the class named,
 * tokens that are priced apart from it: writes that are kept for an hour, and sound.
 */
export const tokenUsageSchema = z.object({
  input: z.int().min(0),
  cachedInput: z.int().min(0),
  cacheWrite: z.int().min(0),
  output: z.int().min(0),
  reasoning: z.int().min(0),
  cacheWriteHour: z.int().min(0).exactOptional(),
  audioInput: z.int().min(0).exactOptional(),
  audioOutput: z.int().min(0).exactOptional(),
});
export type TokenUsage = z.infer<typeof tokenUsageSchema>;
export const noTokens: TokenUsage = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/** Why a candidate was left out. Closed: the router raises these and nothing else. */
export const exclusionReasonSchema = z.enum([
  'supplier_disabled',
  'model_disabled',
  'not_allowed_by_task',
  'data_class_too_high',
  'residency',
  'missing_capability',
  'context_too_small',
  'no_key',
  'no_price',
  'circuit_open',
  'insufficient_evidence',
  'below_quality_target',
  'nothing_applies',
  'price_implausible',
  'too_slow',
  'too_many_errors',
]);
export type ExclusionReason = z.infer<typeof exclusionReasonSchema>;

/** A key or region of a supplier that the data may be sent to. */
export const candidateEndpointSchema = z.object({ label: z.string(), place: z.int(), weight: z.int() });
export type CandidateEndpoint = z.infer<typeof candidateEndpointSchema>;

export const candidateSchema = z.object({
  /** `supplierSlug` or `supplierSlug/modelKey`. */
  ref: z.string(),
  supplierId: z.string().nullable(),
  supplierKind: supplierKindSchema,
  supplierSlug: z.string(),
  modelId: z.string().nullable(),
  modelKey: z.string().nullable(),
  isSimulated: z.boolean(),
  /** Expected cost of one attempt. */
  expectedCostMicroUsd: z.int().min(0),
  /** Lower confidence bound of success on this task; null without evidence. */
  successLowerBound: z.number().min(0).max(1).nullable(),
  evidenceCount: z.int().min(0),
  /** In the order of places; absent where the supplier has just one. */
  endpoints: z.array(candidateEndpointSchema).optional(),
});
export type Candidate = z.infer<typeof candidateSchema>;

/** A learned plan with its members and what it showed on cases it was not learned from. */
export const decidedPlanSchema = routePlanSchema.extend({
  routerVersion: z.string(),
  members: z.array(candidateSchema),
  expectedCostMicroUsd: z.int().min(0),
  successLowerBound: z.number().min(0).max(1),
  evidenceCount: z.int().min(0),
});
export type DecidedPlan = z.infer<typeof decidedPlanSchema>;

/** The router's pure answer: who in which order, and for each one left out, why. */
export const routingDecisionSchema = z.object({
  v: z.literal(1),
  candidates: z.array(candidateSchema),
  /** Followed before `candidates`, which are then whoever is asked when it comes to nothing. */
  plan: decidedPlanSchema.optional(),
  excluded: z.array(z.object({ candidate: candidateSchema, reason: exclusionReasonSchema, explanation: z.string() })),
  /** One sentence: why the first candidate is first. */
  explanation: z.string(),
});
export type RoutingDecision = z.infer<typeof routingDecisionSchema>;

export const checkResultSchema = z.object({
  name: z.string(),
  kind: z.string(),
  isPassed: z.boolean(),
  explanation: z.string(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** What a version of a local classifier said: below the threshold it declined. A threshold above 1 is never reached. */
export const classificationSchema = z.object({
  version: z.int().min(1),
  probability: z.number().min(0).max(1),
  threshold: z.number(),
});
export type ClassifierVerdict = z.infer<typeof classificationSchema>;

export const receiptAttemptSchema = z.object({
  ordinal: z.int().min(1),
  candidateRef: z.string(),
  supplierKind: supplierKindSchema,
  /** Which of the supplier's keys or regions was asked: its label. Absent where it has just one. */
  endpoint: z.string().optional(),
  /** Model the supplier says it used; may differ from the one asked for. */
  answeredByModel: z.string().nullable(),
  outcome: z.enum(['accepted', 'check_failed', 'declined', 'error', 'timeout', 'handed_to_person']),
  tokens: tokenUsageSchema,
  costMicroUsd: z.int().min(0),
  priceVersion: z.string().nullable(),
  durationMs: z.int().min(0),
  checks: z.array(checkResultSchema),
  error: z.string().nullable(),
  isSimulated: z.boolean(),
  /** Asked beside another attempt that was slow to answer; the quicker good answer counts. */
  isHedge: z.boolean().optional(),
  /** Broken off, or not used, because another answer was quicker: all that is known is that it took at least so long. */
  isOvertaken: z.boolean().optional(),
  /** Of a local classifier only. */
  classification: classificationSchema.optional(),
});
export type ReceiptAttempt = z.infer<typeof receiptAttemptSchema>;

/** What the work was part of. The order is what is stored: names are only added at the end. */
export const receiptOrigins = ['step', 'gateway', 'eval', 'trial'] as const;
export const receiptOriginSchema = z.enum(receiptOrigins);
export type ReceiptOrigin = z.infer<typeof receiptOriginSchema>;

/**
 * `aborted`: whoever asked went away before the end. `refused`: nobody was asked, because nobody may do it or no money was
 * left. The order is what is stored: names are only added at the end.
 */
export const receiptOutcomes = ['accepted', 'awaiting_person', 'failed', 'aborted', 'refused'] as const;

/** The call whose answer was given again instead of asking anybody. */
export const cachedAnswerSchema = z.object({
  originalReceiptId: z.string(),
  candidateRef: z.string(),
  answeredByModel: z.string().nullable(),
  isSimulated: z.boolean(),
  answeredAt: z.iso.datetime(),
  /** What the answer had cost, and would have cost again. */
  savedMicroUsd: z.int().min(0),
});
export type CachedAnswer = z.infer<typeof cachedAnswerSchema>;

export const receiptSchema = z.object({
  v: z.literal(1),
  decision: routingDecisionSchema,
  attempts: z.array(receiptAttemptSchema),
  outcome: z.enum(receiptOutcomes),
  dataClass: dataClassSchema,
  /** Source slug → version id that was read. */
  sourceVersions: z.record(z.string(), z.string()),
  costMicroUsd: z.int().min(0),
  durationMs: z.int().min(0),
  /** Set where nobody was asked because the same input had been answered before. */
  cache: cachedAnswerSchema.optional(),
});
export type Receipt = z.infer<typeof receiptSchema>;
