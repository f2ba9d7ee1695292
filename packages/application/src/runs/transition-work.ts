import type { AuditEvent } from '@switchyard/audit';
import { newId, type SqlValue, type Tx } from '@switchyard/db';
import type { ExpressionContext } from '@switchyard/definition';
import type {
  Actor,
  Failure,
  JsonObject,
  JsonValue,
  NodeKind,
  RunStatus,
  StepId,
  StepStatus,
} from '@switchyard/domain';
import type { FinishRun, RunState } from '@switchyard/engine';
import type { App } from '../app.ts';
import type { AfterCommit } from '../change.ts';
import type { CompiledVersion } from './compiled-version.ts';
import type { GatheredWrites } from './gathered-writes.ts';
import type { RunRecord } from './run-record.ts';
import { scheduledAtOf } from './schedule-key.ts';
import {
  type Frame,
  type Rounds,
  type StoredFrames,
  visibleRound,
  visibleSteps,
  visibleVariables,
} from './scope-frames.ts';

/** A step row that this transition creates. */
export interface NewStep {
  readonly id: StepId;
  readonly nodeId: string;
  readonly kind: NodeKind;
  readonly name: string;
  readonly ordinal: number;
  readonly scope: number | null;
  /** Ordinal of the container's step and index of the round; null in the run's own scope. */
  readonly container: number | null;
  readonly round: number | null;
  status: StepStatus;
  input: JsonValue;
  output: JsonValue;
  error: Failure | null;
  port: string | null;
  waitingReason: string | null;
}

export interface NewTimer {
  readonly stepId: StepId;
  readonly kind: 'wait' | 'approval_deadline' | 'boundary';
  readonly dueAt: Date;
  /** The event of the node that the time belongs to. */
  readonly boundaryId?: string;
}

/** A message that this transition sends. */
export interface NewMessage {
  readonly name: string;
  readonly key: string;
  readonly payload: JsonValue;
  readonly to: 'one' | 'all';
  readonly isKept: boolean;
}

/** A step, or an event on its border, that begins to wait for a message. */
export interface NewWait {
  readonly stepId: StepId;
  readonly boundaryId: string | null;
  readonly name: string;
  readonly key: string;
}

/** Items of a for-each that this transition adds, from index `from` on. */
export interface NewItems {
  readonly stepId: string;
  readonly from: number;
  readonly values: readonly JsonValue[];
  /** Whoever adds the same again under this key adds nothing. */
  readonly key?: string | undefined;
}

export interface EndedItem {
  readonly stepId: string;
  readonly index: number;
  readonly status: 'completed' | 'failed' | 'cancelled';
  readonly result: JsonValue;
  readonly error: Failure | null;
}

/** A step of an older transition that this one ends without a worker's result: a container, or one that is held. */
export interface EndedStep {
  readonly ordinal: number;
  readonly status: 'completed' | 'failed';
  readonly output: JsonValue;
  readonly port: string | null;
  readonly error: Failure | null;
}

/** What must still hold when a new run is written: SQL that gives its workflow's id if so and nothing otherwise. */
export interface RunGuard {
  /** Parameters are numbered from $1. */
  readonly workflowId: string;
  readonly values: readonly SqlValue[];
}

/**
 * Everything one transition is doing: what it read, what it will write. Collected in memory and written by
 * `flushTransition` in a handful of multi-row statements, so that ten cheap nodes cost as many round trips as one.
 */
export interface TransitionWork {
  readonly app: App;
  /** Whatever goes through it comes after what `writes` has gathered. */
  readonly tx: Tx;
  /** The rows that every transition writes. */
  readonly writes: GatheredWrites;
  readonly after: AfterCommit;
  readonly actor: Actor;
  readonly at: Date;
  /** Written with other transitions, by whoever brought them together. */
  readonly isTogether: boolean;
  /** Until when scripts may be evaluated within this transition, by `performance.now()`; 0: they are a worker's. */
  readonly scriptsUntilMs: number;
  readonly run: RunRecord;
  readonly version: CompiledVersion;
  readonly isNewRun: boolean;
  readonly guard: RunGuard | null;
  state: RunState;
  variables: JsonObject;
  /** The scope that expressions are evaluated in now. */
  frame: Frame;
  readonly frames: Map<number, Frame>;
  /** Ordinal of a container's step → how far it is. */
  readonly rounds: Record<string, Rounds>;
  /** Sources readable by the node being evaluated, slug → rows or text. */
  sources: JsonObject;
  readonly newSteps: NewStep[];
  readonly newTimers: NewTimer[];
  readonly newMessages: NewMessage[];
  readonly newWaits: NewWait[];
  readonly newItems: NewItems[];
  /** Items read ahead: step id → index → value. */
  readonly readItems: Map<string, ReadonlyMap<number, JsonValue>>;
  readonly endedItems: EndedItem[];
  readonly endedSteps: EndedStep[];
  /** Failed steps that keep their token until a person decides: ordinal → why the run does not move. */
  readonly held: Map<number, string>;
  /** Regions that asked for their turn, or gave it back: their keys are looked at after the commit. */
  readonly newTurns: { readonly stepId: StepId; readonly key: string; readonly atOnce: number }[];
  readonly endedTurns: string[];
  /** Ordinals of older steps that are no longer wanted. */
  readonly cancelledOrdinals: number[];
  /** Of the new steps, the one that the worker of this transition goes on with. */
  chained: { readonly stepId: StepId; readonly owner: string } | null;
  readonly audit: AuditEvent[];
  readonly endOutputs: JsonObject;
  outcome: string | null;
  finish: FinishRun | null;
  /** What has been sent of the run's row, beside what stands here. */
  written: { readonly status: RunStatus; readonly frames: StoredFrames } | null;
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
  const token = work.state.tokens.find(({ id }) => id === ordinal);
  const scope = work.state.scopes?.find(({ id }) => id === token?.scope);
  const step: NewStep = {
    id: newId<StepId>(),
    nodeId,
    kind: node?.kind ?? 'set',
    name: node?.name ?? nodeId,
    ordinal,
    scope: token?.scope ?? null,
    container: scope?.owner ?? null,
    round: scope?.index ?? null,
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
  vars: visibleVariables(work),
  steps: visibleSteps(work.frame),
  ...visibleRound(work.frame),
  sources: work.sources,
  run: {
    id: work.run.id,
    startedAt: work.run.createdAt.toISOString(),
    scheduledAt: scheduledAtOf(work.run),
    startedBy: work.run.startedByLabel,
    workflow: work.version.workflowSlug,
    active: work.version.hasConditions ? [...new Set(work.state.tokens.map(({ nodeId }) => nodeId))] : [],
  },
  now: work.at.toISOString(),
});
