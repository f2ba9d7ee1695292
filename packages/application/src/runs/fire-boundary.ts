import type { JsonValue, OrganisationId, StepId } from '@switchyard/domain';
import { packResult } from '../payloads/run-values.ts';
import { drive } from './drive.ts';
import { enterScope, recordStep } from './scope-frames.ts';
import { type TransitionPorts, transitionRun } from './transition.ts';

export interface FireBoundaryInput {
  readonly organisationId: OrganisationId;
  readonly runId: string;
  readonly stepId: StepId;
  readonly boundaryId: string;
  /** What the event brought: the message, or when the time came. */
  readonly output: JsonValue;
}

/** Lets an event on the border of a step happen, in the caller's transaction. A step that has ended meanwhile is left alone. */
export const fireBoundary = async (ports: TransitionPorts, input: FireBoundaryInput): Promise<void> => {
  await transitionRun(ports, input.organisationId, input.runId, async (work) => {
    const [step] = await work.tx.query<{ ordinal: number; node_id: string }>(
      `SELECT ordinal, node_id FROM step
       WHERE id = $1 AND run_id = $2 AND status IN ('ready', 'running', 'waiting', 'unknown') FOR UPDATE`,
      [input.stepId, input.runId],
    );
    const token = step && work.state.tokens.find(({ id }) => id === step.ordinal);
    if (!(step && token)) return;
    const event = work.version.graph.nodes.get(step.node_id)?.node.boundary?.find(({ id }) => id === input.boundaryId);
    if (!event || event.on === 'error') return;
    await enterScope(work, token.scope);
    if (event.isInterrupting) {
      await work.tx.execute('UPDATE step SET output = $2, port = $3 WHERE id = $1', [
        input.stepId,
        JSON.stringify(await packResult(work, input.output)),
        event.id,
      ]);
      recordStep(work, step.node_id, token.id, { output: input.output, status: 'cancelled', outcome: event.id });
    }
    await drive(work, { type: 'boundary_fired', tokenId: token.id, boundaryId: event.id });
  });
};
