import { routingPolicySchema } from '@switchyard/routing';
import { z } from 'zod';

export const policyVersionSchema = z.object({
  id: z.string(),
  number: z.int(),
  /** Null: it took the rules of the scope back, and the wider ones held from then on. */
  rules: routingPolicySchema.nullable(),
  note: z.string(),
  publishedBy: z.string(),
  publishedAt: z.iso.datetime(),
  /** What it changed in the version before, in sentences. */
  changes: z.array(z.string()),
});
export type PolicyVersion = z.infer<typeof policyVersionSchema>;

export const policyDraftSchema = z.object({
  rules: routingPolicySchema,
  revision: z.int(),
  updatedBy: z.string(),
  updatedAt: z.iso.datetime(),
});
export type PolicyDraft = z.infer<typeof policyDraftSchema>;
