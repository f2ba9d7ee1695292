import { z } from 'zod';
import { dataSchemaSchema } from './data-schema.ts';
import { variableNameSchema } from './definition/expression.ts';
import { sourceComparison } from './source-comparison.ts';

const share = z.number().min(0).max(1);
const candidateRefSchema = z.string().min(1).max(200);

/** How one field of an answer is compared with the expected one. */
export const fieldComparisonSchema = z.strictObject({
  field: variableNameSchema,
  /** Relative to the other fields. */
  weight: z.number().positive().max(1000).default(1),
  /** `same`: equal JSON; `text`: equal but for case and white space; `number`: within the tolerance; `similar`: graded. */
  compare: z.enum(['same', 'text', 'number', 'similar']).default('text'),
  /** Absolute, of numbers. */
  tolerance: z.number().min(0).default(0),
});

/** What an answer of an eval case is judged by. Each gives a score from 0 to 1. */
export const graderSchema = z.discriminatedUnion('kind', [
  /** The whole answer is equal to the expected one, as JSON. */
  z.strictObject({ kind: z.literal('exact') }),
  z.strictObject({ kind: z.literal('fields'), fields: z.array(fieldComparisonSchema).min(1).max(50) }),
  z.strictObject({
    kind: z.literal('number'),
    field: variableNameSchema,
    /** The larger of the two counts. */
    absolute: z.number().min(0).default(0),
    relative: share.default(0),
  }),
  z.strictObject({ kind: z.literal('similarity'), field: variableNameSchema }),
  z.strictObject({ kind: z.literal('regex'), field: variableNameSchema, pattern: z.string().min(1).max(500) }),
  /** CEL over `input`, `output` and `expected`: true, false or a number from 0 to 1. */
  z.strictObject({ kind: z.literal('rule'), expression: z.string().min(1).max(2000) }),
  z.strictObject({
    kind: z.literal('judge'),
    candidateRef: candidateRefSchema,
    /** What makes an answer right, in words. */
    criteria: z.string().trim().min(1).max(10_000),
  }),
  /** The answer fits a schema, which may ask for more than the task's own. */
  z.strictObject({ kind: z.literal('schema'), schema: dataSchemaSchema }),
  /** The field stands in a column of a source of truth; with a key, in the row of that key. As a check of a task. */
  z.strictObject({
    kind: z.literal('source'),
    ...sourceComparison,
  }),
  /** A person says right or wrong. */
  z.strictObject({ kind: z.literal('human'), question: z.string().trim().min(1).max(500) }),
]);
export type Grader = z.infer<typeof graderSchema>;
export type SourceGrader = Extract<Grader, { kind: 'source' }>;

/** What becomes of what people correct: offered to whoever keeps the dataset, added at once, or neither. */
export const datasetIntakes = ['offer', 'add', 'none'] as const;
export const datasetIntakeSchema = z.enum(datasetIntakes);

/** The graders of a dataset: the mean of their scores by weight must reach `passAt`. */
export const gradingSchema = z.strictObject({
  graders: z
    .array(z.strictObject({ grader: graderSchema, weight: z.number().positive().max(1000).default(1) }))
    .min(1)
    .max(10),
  passAt: share.default(1),
});
export type Grading = z.infer<typeof gradingSchema>;

/** What one grader said of one answer. */
export const gradeSchema = z.object({
  kind: z.string(),
  /** Null: it has not been given yet, or could not be. */
  score: share.nullable(),
  explanation: z.string(),
});
export type Grade = z.infer<typeof gradeSchema>;
