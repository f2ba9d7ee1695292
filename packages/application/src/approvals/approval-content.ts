import { jsonValueSchema } from '@switchyard/domain';
import { z } from 'zod';

/** What a request showed when it was opened. Stored with it and covered by its digest; version 1 of the format. */
export const approvalContentSchema = z.object({
  v: z.literal(1),
  facts: z.array(z.object({ label: z.string(), value: jsonValueSchema })),
  /** Steps whose results are the evidence, pinned by digest: results of finished steps never change. */
  evidence: z.array(
    z.object({
      stepId: z.string(),
      nodeId: z.string(),
      name: z.string(),
      outputDigest: z.string(),
      sourceVersionIds: z.array(z.string()),
    }),
  ),
  /** Approvers that do not exist, stages that nobody can pass; said on the request itself. */
  problems: z.array(z.string()),
});
export type ApprovalContent = z.infer<typeof approvalContentSchema>;
