import {
  type Actor,
  agentLimitsSchema,
  DomainError,
  failureSchema,
  runIdSchema,
  stepIdSchema,
} from '@switchyard/domain';
import { type AgentLimit, measureUse, nextAction } from '@switchyard/routing';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { readTurns } from './agent-record.ts';
import { limitsInForce, listRaises } from './raised-limits.ts';

export const getAgentLimitsInput = z.object({ runId: runIdSchema, stepId: stepIdSchema });

export const agentLimitsViewSchema = z.object({
  /** What it may do in this run, all turns included. */
  limits: agentLimitsSchema,
  /** What its version says. */
  published: agentLimitsSchema,
  used: z.object({ turns: z.int(), calls: z.int(), costMicroUsd: z.int(), timeMs: z.int() }),
  /** The limit at which it stopped, while it stands there. */
  reached: z.enum(['turns', 'calls', 'cost', 'time']).nullable(),
  /** Who raised them, newest first. */
  raises: z.array(z.object({ limits: agentLimitsSchema, by: z.string(), reason: z.string(), at: z.iso.datetime() })),
});
export type AgentLimitsView = z.infer<typeof agentLimitsViewSchema>;

interface Row {
  readonly status: string;
  readonly error: unknown;
  readonly config: { readonly limits?: unknown; readonly onRejection?: 'tell' | 'fail' } | null;
}

const stoppedAt = (error: unknown): AgentLimit | null => {
  const failure = failureSchema.safeParse(error).data;
  return failure?.code === 'limit_exceeded' && failure.details.limit === 'cost' ? 'cost' : null;
};

/** What an agent step may do in its run, what it has used of that, and who allowed more. Throws `not_found` for another step. */
export const getAgentLimits = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getAgentLimitsInput>,
): Promise<AgentLimitsView> => {
  authorise(actor, 'runs.read');
  const { runId, stepId } = getAgentLimitsInput.parse(raw);
  const { organisationId } = actor;
  return app.db.transaction(tenant(actor), async (tx) => {
    const [step] = await tx.query<Row>(
      `SELECT s.status, s.error,
              (SELECT node -> 'config' FROM jsonb_array_elements(v.definition -> 'nodes') node WHERE node ->> 'id' = s.node_id) AS config
       FROM step s JOIN run r ON r.id = s.run_id JOIN workflow_version v ON v.id = r.version_id
       WHERE s.organisation_id = $1 AND s.run_id = $2 AND s.id = $3 AND s.kind = 'agent'`,
      [organisationId, runId, stepId],
    );
    if (!step) throw new DomainError('not_found', 'This run has no such agent step.');
    const at = { organisationId, id: stepId };
    const published = agentLimitsSchema.parse(step.config?.limits ?? {});
    const limits = await limitsInForce(tx, at, published);
    const [turns, raises] = await Promise.all([readTurns(tx, at), listRaises(tx, at)]);
    const action = nextAction({ limits, onRejection: step.config?.onRejection ?? 'tell', turns });
    const reached = action.kind === 'stop' ? action.limit : stoppedAt(step.error);
    return {
      limits,
      published,
      used: measureUse(turns),
      reached: step.status === 'failed' ? reached : null,
      raises: raises.map((raise) => ({
        limits: agentLimitsSchema.parse(raise.limits),
        by: raise.by,
        reason: raise.reason,
        at: raise.at.toISOString(),
      })),
    };
  });
};
