import { draftDefinitionSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';

/** A workflow as a file: what export gives and import takes. Names nothing of this installation but slugs. */
export const workflowFileSchema = z.object({
  format: z.literal('switchyard-workflow'),
  v: z.literal(1),
  slug: slugSchema,
  name: z.string().trim().min(1).max(120),
  description: z.string().max(2000).default(''),
  definition: draftDefinitionSchema,
});
export type WorkflowFile = z.infer<typeof workflowFileSchema>;
