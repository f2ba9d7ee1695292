import { type DefinitionNode, DomainError, type NodeKind, type StepId, type StepStatus } from '@switchyard/domain';
import type { Token } from '@switchyard/engine';
import type { TransitionWork } from './transition-work.ts';

/**
 * How a step stands for whoever operates it. `held`: it failed, or no way led on, and its token waits for a person. `later`: it
 * is tried again at a time that has not come. `due`: a worker may take it at any moment. `ended`: the run is past it.
 */
export type Standing = 'held' | 'later' | 'due' | 'running' | 'waiting' | 'unknown' | 'ended';

/** A step that an operator acts on, locked with its run. */
export interface OperatedStep {
  readonly id: StepId;
  readonly ordinal: number;
  readonly name: string;
  readonly status: StepStatus;
  readonly node: DefinitionNode;
  readonly token: Token | undefined;
  readonly standing: Standing;
  readonly port: string | null;
}

interface StepRow {
  readonly id: StepId;
  readonly ordinal: number;
  readonly node_id: string;
  readonly name: string;
  readonly kind: NodeKind;
  readonly status: StepStatus;
  readonly port: string | null;
  readonly is_later: boolean;
}

const standingOf = ({ status, is_later: isLater }: StepRow, token: Token | undefined): Standing => {
  if (status === 'cancelled' || !token) return 'ended';
  if (status === 'failed' || status === 'completed') return 'held';
  if (status === 'ready') return isLater ? 'later' : 'due';
  return status;
};

/** Locks the step after its run, so that neither a worker nor another operator can change it meanwhile. Throws `not_found`. */
export const lockOperatedStep = async (work: TransitionWork, stepId: StepId): Promise<OperatedStep> => {
  const [row] = await work.tx.query<StepRow>(
    `SELECT id, ordinal, node_id, name, kind, status, port,
            coalesce(paused_due_at, available_at, now()) > now() AS is_later
     FROM step WHERE organisation_id = $1 AND run_id = $2 AND id = $3 FOR UPDATE`,
    [work.run.organisationId, work.run.id, stepId],
  );
  if (!row) throw new DomainError('not_found', 'This run has no such step.');
  const node = work.version.graph.nodes.get(row.node_id)?.node;
  if (!node) throw new DomainError('internal', `Node ${row.node_id} is not part of version ${work.version.id}.`);
  const token = work.state.tokens.find(({ id }) => id === row.ordinal);
  const { id, ordinal, name, status, port } = row;
  return { id, ordinal, name, status, port, node, token, standing: standingOf(row, token) };
};
