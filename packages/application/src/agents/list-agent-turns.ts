import { type Actor, runIdSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { loadToolCalls, toolCallViewSchema } from './tool-call-view.ts';

export const listAgentTurnsInput = z.object({ runId: runIdSchema, stepId: stepIdSchema });

const withheldSchema = z.object({ name: z.string(), reason: z.string() });

export const agentTurnSchema = z.object({
  ordinal: z.int(),
  /** asked: a model is being asked, or was when its worker ended. */
  status: z.enum(['asked', 'answered']),
  receiptId: z.string().nullable(),
  /** Candidate ref. */
  answeredBy: z.string().nullable(),
  text: z.string(),
  /** Tools of the step that were not offered, with the reason. */
  withheld: z.array(withheldSchema),
  costMicroUsd: z.int(),
  durationMs: z.int(),
  askedAt: z.iso.datetime(),
  calls: z.array(toolCallViewSchema),
});
export const agentTurnsSchema = z.array(agentTurnSchema);
export type AgentTurn = z.infer<typeof agentTurnSchema>;

type Row = Omit<AgentTurn, 'askedAt' | 'calls' | 'withheld'> & { readonly askedAt: Date; readonly withheld: unknown };

/** Turns and tool calls of an agent step, in their order; none for another step and for another tenant's. */
export const listAgentTurns = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listAgentTurnsInput>,
): Promise<AgentTurn[]> => {
  authorise(actor, 'runs.read');
  const { runId, stepId } = listAgentTurnsInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    const turns = await tx.query<Row>(
      `SELECT ordinal, status, receipt_id AS "receiptId", answered_by AS "answeredBy", text, withheld,
              cost_micro_usd AS "costMicroUsd", duration_ms AS "durationMs", asked_at AS "askedAt"
       FROM agent_turn WHERE organisation_id = $1 AND run_id = $2 AND step_id = $3 ORDER BY ordinal`,
      [organisationId, runId, stepId],
    );
    if (turns.length === 0) return [];
    const calls = await loadToolCalls(app, tx, organisationId, { stepId });
    return turns.map(({ askedAt, withheld, ...turn }) => ({
      ...turn,
      withheld: z.array(withheldSchema).parse(withheld),
      askedAt: askedAt.toISOString(),
      calls: calls.filter((call) => call.turn === turn.ordinal),
    }));
  });
};
