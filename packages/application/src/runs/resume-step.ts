import { DomainError, type JsonValue, type OrganisationId, type RunStatus, type StepId } from '@switchyard/domain';
import { packResult } from '../payloads/run-values.ts';
import { drive } from './drive.ts';
import { leaveOrFail } from './evaluate-inline.ts';
import { enterScope, recordStep } from './scope-frames.ts';
import { type TransitionPorts, transitionRun } from './transition.ts';
import type { TransitionWork } from './transition-work.ts';

export interface ResumeStepInput {
  readonly organisationId: OrganisationId;
  readonly runId: string;
  readonly stepId: StepId;
  /** Port the token leaves by: approved, rejected, changes, expired or out. */
  readonly port: string;
  readonly output: JsonValue;
}

/**
 * Completes a step that waits for a person or the clock, inside the caller's transaction, and carries the run on.
 * Throws `not_permitted_now` when the step does not wait any more: somebody or something else was first.
 */
export const resumeStep = (ports: TransitionPorts, input: ResumeStepInput): Promise<RunStatus> =>
  transitionRun(ports, input.organisationId, input.runId, async (work) => {
    const output = await packResult(work, input.output);
    const [step] = await work.tx.query<{ ordinal: number; node_id: string }>(
      `UPDATE step SET status = 'completed', output = $3, port = $4, finished_at = $5, waiting_reason = NULL
       WHERE id = $1 AND run_id = $2 AND status IN ('waiting', 'unknown') RETURNING ordinal, node_id`,
      [input.stepId, input.runId, JSON.stringify(output), input.port, work.at],
    );
    if (!step) throw new DomainError('not_permitted_now', 'This step does not wait any more; the run has moved on.');
    await completeStep(work, step.node_id, step.ordinal, input);
  });

/** Carries the run on from a step whose row has just been completed. */
export const completeStep = async (
  work: TransitionWork,
  nodeId: string,
  ordinal: number,
  result: { readonly port: string; readonly output: JsonValue },
): Promise<void> => {
  const found = work.version.graph.nodes.get(nodeId);
  await enterScope(work, work.state.tokens.find(({ id }) => id === ordinal)?.scope);
  if (!found) throw new DomainError('internal', `Node ${nodeId} is not part of version ${work.version.id}.`);
  recordStep(work, nodeId, ordinal, { output: result.output, status: 'completed', outcome: result.port });
  await drive(work, leaveOrFail(work, found.node, ordinal, result.port));
};
