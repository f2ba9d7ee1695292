import type { Tx } from '@switchyard/db';
import { type JsonValue, jsonValueSchema, type OrganisationId, toolCallStatusSchema } from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import { createLargeValueReader, largeValueSchema } from '../payloads/show-large.ts';

/** One tool call as people see it. */
export const toolCallViewSchema = z.object({
  id: z.string(),
  turn: z.int(),
  /** Null for a tool of the step itself. */
  server: z.string().nullable(),
  tool: z.string(),
  status: toolCallStatusSchema,
  /** Why it was refused, rejected or failed. */
  reason: z.string().nullable(),
  arguments: jsonValueSchema,
  argumentsDigest: z.string(),
  result: jsonValueSchema,
  resultDigest: z.string().nullable(),
  /** What is left out of the result because of its size. */
  largeValues: z.array(largeValueSchema),
  needsApproval: z.boolean(),
  approvalId: z.string().nullable(),
  receiptId: z.string(),
  durationMs: z.int(),
  begunAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
});
export type ToolCallView = z.infer<typeof toolCallViewSchema>;

type Row = Omit<ToolCallView, 'largeValues' | 'begunAt' | 'endedAt' | 'result'> & {
  readonly result: JsonValue;
  readonly begunAt: Date | null;
  readonly endedAt: Date | null;
};

/** Tool calls of a step, or those that one receipt's turn asked for, in their order. */
export const loadToolCalls = async (
  app: App,
  tx: Tx,
  organisationId: OrganisationId,
  by: { readonly stepId: string } | { readonly receiptId: string },
): Promise<ToolCallView[]> => {
  const [column, id] = 'stepId' in by ? ['step_id', by.stepId] : ['receipt_id', by.receiptId];
  const rows = await tx.query<Row>(
    `SELECT id, turn, server, tool, status, reason, arguments, arguments_digest AS "argumentsDigest", result,
            result_digest AS "resultDigest", needs_approval AS "needsApproval", approval_id AS "approvalId",
            receipt_id AS "receiptId", duration_ms AS "durationMs", begun_at AS "begunAt", ended_at AS "endedAt"
     FROM agent_call WHERE organisation_id = $1 AND ${column} = $2 ORDER BY turn, ordinal`,
    [organisationId, id],
  );
  const reader = createLargeValueReader(app, organisationId, 0);
  return Promise.all(
    rows.map(async ({ result, begunAt, endedAt, ...row }) => {
      const shown = await reader('output', result);
      return {
        ...row,
        result: shown.value,
        largeValues: shown.large,
        begunAt: begunAt?.toISOString() ?? null,
        endedAt: endedAt?.toISOString() ?? null,
      };
    }),
  );
};
