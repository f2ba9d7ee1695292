import { z } from 'zod';
import { dataClassSchema } from './data-class.ts';
import { dataSchemaSchema } from './data-schema.ts';
import { expressionSchema, variableNameSchema } from './definition/expression.ts';
import { slugSchema } from './ids.ts';
import { sourceComparison } from './source-comparison.ts';

/** One executable part of a task's definition of done. The output schema is always checked first. */
export const checkSchema = z.discriminatedUnion('kind', [
  /** CEL over `input`, `output`, `sources`; must be true. */
  z.strictObject({ kind: z.literal('rule'), name: z.string().min(1).max(120), expression: expressionSchema }),
  /** The output field must occur literally in an input field (numbers: any usual way of writing them). */
  z.strictObject({
    kind: z.literal('occursIn'),
    name: z.string().min(1).max(120),
    field: variableNameSchema,
    inputField: variableNameSchema,
  }),
  /** The output field parses as a calendar date. */
  z.strictObject({ kind: z.literal('date'), name: z.string().min(1).max(120), field: variableNameSchema }),
  z.strictObject({
    kind: z.literal('regex'),
    name: z.string().min(1).max(120),
    field: variableNameSchema,
    /** Linear-time subset: no back-references, no look-around. */
    pattern: z.string().min(1).max(500),
  }),
  /** The output field stands in a column of a source of truth that the step reads; with a key, in the row of that key. */
  z.strictObject({
    kind: z.literal('source'),
    name: z.string().min(1).max(120),
    ...sourceComparison,
  }),
  /** A model says whether the answer is right; asked last, when every other check has passed. */
  z.strictObject({
    kind: z.literal('judge'),
    name: z.string().min(1).max(120),
    candidateRef: z.string().min(1).max(200),
    criteria: z.string().trim().min(1).max(10_000),
  }),
  /** A person confirms or corrects every answer. */
  z.strictObject({ kind: z.literal('human'), name: z.string().min(1).max(120) }),
]);
export type Check = z.infer<typeof checkSchema>;

/** A rule of the `rules` supplier: the first whose condition holds gives the output. No rule: it declines. */
export const ruleSchema = z.strictObject({
  when: expressionSchema,
  /** Output field → CEL. */
  output: z.record(variableNameSchema, expressionSchema),
});

/** Deterministic extractors of the `rules` supplier: output field → how to find it in an input text. */
export const extractorSchema = z.strictObject({
  field: variableNameSchema,
  inputField: variableNameSchema,
  method: z.enum(['company', 'date', 'address', 'total', 'keyword']),
  /** For `keyword`: label → words, the label with most hits wins. */
  keywords: z.record(z.string(), z.array(z.string())).optional(),
});

export const taskSpecSchema = z.strictObject({
  slug: slugSchema,
  name: z.string().trim().min(1).max(120),
  description: z.string().max(2000).default(''),
  instructions: z.string().min(1).max(50_000),
  input: dataSchemaSchema,
  output: dataSchemaSchema,
  checks: z.array(checkSchema).max(50).default([]),
  /** Share of inputs that must be done right, e.g. 0.95. */
  qualityTarget: z.number().min(0).max(1).default(0.9),
  dataClass: dataClassSchema,
  /** Input field whose value says which segment an input belongs to: evidence is also kept per segment. */
  segmentField: variableNameSchema.optional(),
  /** Rules and extractors make the `rules` supplier a candidate. */
  rules: z.array(ruleSchema).max(200).default([]),
  extractors: z.array(extractorSchema).max(50).default([]),
  /** Suppliers (by slug) this task may use; empty means every one its data class permits. */
  allowedSuppliers: z.array(slugSchema).default([]),
  maxAttempts: z.int().min(1).max(20).default(6),
  timeoutMs: z.int().min(100).max(600_000).default(60_000),
  maxOutputTokens: z.int().min(1).max(200_000).default(2000),
});
export type TaskSpec = z.infer<typeof taskSpecSchema>;
