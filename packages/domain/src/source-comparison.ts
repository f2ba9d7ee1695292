import { z } from 'zod';
import { variableNameSchema } from './definition/expression.ts';
import { slugSchema } from './ids.ts';

/** What a field of an answer is compared with in a source of truth: by a task's check and by a dataset's grader alike. */
export const sourceComparison = {
  field: variableNameSchema,
  source: slugSchema,
  column: z.string().min(1).max(200),
  /** Field of the output, else of the input, that names the row, and the column it stands in. Both or neither. */
  keyField: variableNameSchema.optional(),
  keyColumn: z.string().min(1).max(200).optional(),
  /** Absolute, of numbers. */
  tolerance: z.number().min(0).default(0),
};
