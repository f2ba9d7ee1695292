import {
  DomainError,
  type Failure,
  type JsonObject,
  type JsonValue,
  type NodeOf,
  type RunId,
  type RunStatus,
  toFailure,
} from '@switchyard/domain';
import { isObject } from '../payloads/stored-value.ts';
import { unpackForRun } from '../payloads/unpack-large.ts';
import type { ClaimedStep } from './claim-step.ts';
import type { RunRecord } from './run-record.ts';
import { createRun, requirePublishedVersion } from './start-run.ts';
import type { TransitionPorts } from './transition.ts';
import type { TransitionWork } from './transition-work.ts';

interface ChildRun {
  readonly id: RunId;
  readonly status: RunStatus;
  readonly output: JsonObject | null;
  readonly outcome: string | null;
  readonly error: Failure | null;
}

export type ChildOutcome =
  | { readonly kind: 'completed'; readonly output: JsonValue }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'waiting'; readonly waitingReason: string };

const findChild = async ({ tx }: TransitionWork, stepId: string): Promise<ChildRun | undefined> => {
  const [child] = await tx.query<ChildRun>(
    'SELECT id, status, output, outcome, error FROM run WHERE parent_step_id = $1',
    [stepId],
  );
  return child;
};

/**
 * Starts the run of a sub-workflow step, once however often the step is tried, in the transition of the run around it; or says
 * how the run that it started has ended. The child's end makes the step ready again.
 */
export const startChildRun = async (
  work: TransitionWork,
  step: ClaimedStep,
  node: NodeOf<'subworkflow'>,
): Promise<ChildOutcome> => {
  const child = (await findChild(work, step.id)) ?? (await begin(work, step, node));
  if (!node.config.isAwaited) return { kind: 'completed', output: { runId: child.id } };
  if (child.status === 'completed') {
    const output = await unpackForRun(work.app, work.run.organisationId, child.output);
    return {
      kind: 'completed',
      output: { runId: child.id, outcome: child.outcome, ...(isObject(output) ? output : {}) },
    };
  }
  if (child.status === 'failed' || child.status === 'cancelled')
    return { kind: 'failed', failure: failureOf(node, child) };
  return { kind: 'waiting', waitingReason: `“${node.name}” waits for the run it started to end.` };
};

/** The way to where it failed, not how often it leads through the same node. */
const within = (name: string, message: string): string =>
  message.startsWith(`“${name}”: `) ? message : `“${name}”: ${message}`;

const failureOf = (node: NodeOf<'subworkflow'>, { id, status, error }: ChildRun): Failure =>
  status === 'failed' && error
    ? {
        ...error,
        message: within(node.name, error.message),
        details: { ...error.details, childRunId: id },
        retryable: false,
      }
    : toFailure(
        new DomainError('not_permitted_now', `The run that “${node.name}” had started was cancelled.`, {
          details: { childRunId: id },
        }),
      );

/** A worker may start a run for one that was paused meanwhile: it is paused with it. */
const pauseOf = ({ id, pause }: RunRecord): RunRecord['pause'] => pause && { ...pause, with: id };

const begin = async (work: TransitionWork, step: ClaimedStep, node: NodeOf<'subworkflow'>): Promise<ChildRun> => {
  const depth = work.run.depth + 1;
  if (depth > node.config.depthMax) {
    throw new DomainError(
      'limit_exceeded',
      `“${node.name}” would start run number ${depth} inside runs, and ${node.config.depthMax} are allowed. End the recursion earlier, or allow more depth.`,
    );
  }
  const { organisationId, startedByKind, startedById, startedByLabel, id: parentRunId } = work.run;
  const actor = { kind: 'system' as const, organisationId, name: work.version.workflowName };
  const ports: TransitionPorts = { app: work.app, tx: work.tx, after: work.after, actor };
  const version = await requirePublishedVersion(ports, node.config.workflow);
  const { runId } = await createRun(ports, version, {
    input: step.input,
    trigger: 'subworkflow',
    idempotencyKey: null,
    priority: work.run.priority,
    // Whoever asked for the run around it asked for this one too: separation of duties looks at them.
    starter: { startedByKind, startedById, startedByLabel },
    parent: { runId: parentRunId, stepId: step.id, depth, pause: node.config.isAwaited ? pauseOf(work.run) : null },
  });
  const child = await findChild(work, step.id);
  if (child) return child;
  throw new DomainError('internal', `Run ${runId} was started but is not there.`);
};
