import type { AuditEvent } from '@switchyard/audit';
import { newId, type Tx } from '@switchyard/db';
import type { ExpressionContext } from '@switchyard/definition';
import type { Actor, Failure, JsonObject, JsonValue, NodeKind, StepId, StepStatus } from '@switchyard/domain';
import type { FinishRun, RunState } from '@switchyard/engine';
import type { App } from '../app.ts';
import type { AfterCommit } from '../change.ts';
import type { CompiledVersion } from './compiled-version.ts';
import type { RunRecord } from './run-record.ts';
import { scheduledAtOf } from './schedule-key.ts';

/** A step row that this transition creates. */
export interface NewStep {
  readonly id: StepId;
  readonly nodeId: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly ordinal: number;
  status: StepStatus;
  input: JsonValue;
  output: JsonValue;
  error: Failure | null;
  port: string | null;
  waitingReason: string | null;
}

export interface NewTimer {
  readonly stepId: StepId;
  readonly kind: 'wait' | 'approval_deadline';
  readonly dueAt: Date;
}

/**
 * Everything one transition is doing: what it read, what it will write. Collected in memory and written by
 * `flushTransition` in a handful of multi-row statements, so that ten cheap nodes cost as many round trips as one.
 */
export interface TransitionWork {
  readonly app: App;
  readonly tx: Tx;
  readonly after: AfterCommit;
  readonly actor: Actor;
  readonly at: Date;
  readonly run: RunRecord;
  readonly version: CompiledVersion;
  readonly isNewRun: boolean;
  state: RunState;
  variables: JsonObject;
  /** `steps` as expressions see it: node id → { output, status } of the latest step. */
  readonly steps: JsonObject;
  /** Sources readable by the node being evaluated, slug → rows or text. */
  sources: JsonObject;
  readonly newSteps: NewStep[];
  readonly newTimers: NewTimer[];
  /** Ordinals of older steps that are no longer wanted. */
  readonly cancelledOrdinals: number[];
  /** Of the new steps, the one that the worker of this transition goes on with. */
  chained: { readonly stepId: StepId; readonly owner: string } | null;
  readonly audit: AuditEvent[];
  readonly endOutputs: JsonObject;
  outcome: string | null;
  finish: FinishRun | null;
  inlineNodes: number;
}

export const createStep = (
  work: TransitionWork,
  ordinal: number,
  nodeId: string,
  status: StepStatus,
  input: JsonValue = null,
): NewStep => {
  const { node } = work.version.graph.nodes.get(nodeId) ?? { node: undefined };
  const step: NewStep = {
    id: newId<StepId>(),
    nodeId,
    kind: node?.kind ?? 'set',
    name: node?.name ?? nodeId,
    ordinal,
    status,
    input,
    output: null,
    error: null,
    port: null,
    waitingReason: null,
  };
  work.newSteps.push(step);
  return step;
};

/** What expressions see at this point of the transition. */
export const expressionContext = (work: TransitionWork): ExpressionContext => ({
  input: work.run.input,
  vars: work.variables,
  steps: work.steps,
  sources: work.sources,
  run: {
    id: work.run.id,
    startedAt: work.run.createdAt.toISOString(),
    scheduledAt: scheduledAtOf(work.run),
    startedBy: work.run.startedByLabel,
    workflow: work.version.workflowSlug,
  },
  now: work.at.toISOString(),
});
