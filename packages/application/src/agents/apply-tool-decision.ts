import type { Tally } from '@switchyard/approvals';
import { DomainError, type StepId } from '@switchyard/domain';
import { sendAudit } from '../audit/append-audit.ts';
import { continueStep } from '../budgets/apply-budget-decision.ts';
import type { TransitionPorts } from '../runs/transition.ts';

export interface ToolRequest {
  readonly id: string;
  readonly runId: string;
  readonly stepId: StepId;
  readonly toolCallId: string;
}

interface DecidedCall {
  readonly server: string | null;
  readonly tool: string;
  readonly arguments_digest: string;
  readonly receipt_id: string;
  readonly name: string;
}

/** Writes what people decided about one tool call, and lets the step go on: it makes the call once, or tells the model. */
export const applyToolDecision = async (
  ports: TransitionPorts,
  request: ToolRequest,
  { tally, reason }: { readonly tally: Tally; readonly reason: string },
): Promise<void> => {
  const { app, tx, actor } = ports;
  const isApproved = tally === 'approved';
  const by = actor.kind === 'user' ? actor.name : 'Somebody';
  const [call] = await tx.query<DecidedCall>(
    `UPDATE agent_call c SET status = $4, reason = $5, ended_at = CASE WHEN $4 = 'rejected' THEN $6::timestamptz END
     FROM step s WHERE c.organisation_id = $1 AND c.id = $2 AND c.approval_id = $3 AND c.status = 'waiting' AND s.id = c.step_id
     RETURNING c.server, c.tool, c.arguments_digest, c.receipt_id, s.name`,
    [
      actor.organisationId,
      request.toolCallId,
      request.id,
      isApproved ? 'approved' : 'rejected',
      isApproved ? null : `${by} rejected the call: ${reason}`,
      app.now(),
    ],
  );
  if (!call) throw new DomainError('not_permitted_now', 'This call does not wait any more; the run has moved on.');
  if (!isApproved) {
    sendAudit(tx, actor, app.now(), {
      type: 'step.tool-called',
      target: { id: request.stepId, label: call.name },
      runId: request.runId,
      payload: {
        callId: request.toolCallId,
        receiptId: call.receipt_id,
        server: call.server,
        tool: call.tool,
        argumentsDigest: call.arguments_digest,
        resultDigest: null,
        outcome: 'rejected',
        reason: reason.slice(0, 500),
        approvalId: request.id,
      },
    });
  }
  await continueStep(ports, request);
  // Waiting for people is no failed attempt: it goes on under the number it had.
  await tx.execute('UPDATE step SET attempt = attempt - 1 WHERE organisation_id = $1 AND id = $2', [
    actor.organisationId,
    request.stepId,
  ]);
};
