import { containerNodeKinds, splitNodeKinds } from '@switchyard/domain';
import { edgesOf, type Graph, getGraphNode } from './graph.ts';
import { type Done, initialState, type RunState } from './run-state.ts';

/*
 * Where a new run may take up the work of another. What is stored of an ended run are its steps, not the states it went
 * through, so a point is offered only where the steps alone say all: in the run's own scope, with a single token, and with
 * nothing gathered in a join. Everything before it has ended there and stands as it is; everything after it is done anew.
 */

/** One step of the run that is taken up, in the order of ordinals from 1. */
export interface PastStep {
  /** Token id. */
  readonly ordinal: number;
  readonly nodeId: string;
  readonly name: string;
  /** Round of a body; null: the run's own scope. */
  readonly scope: number | null;
  readonly status: string;
  /** Port it was left by. */
  readonly port: string | null;
  /** Times on one clock, in ms. A step that never ended has none. */
  readonly beganAt: number;
  readonly endedAt: number | null;
}

/** A place a new run can begin at, with all it has to know of what is behind it. */
export interface ResumePoint {
  readonly nodeId: string;
  /** The steps behind it keep their ordinals; the first new step has this one. */
  readonly ordinal: number;
  /** Steps behind it in the run's own scope, against `stepsMax`. */
  readonly placed: number;
  readonly ends: readonly string[];
  /** Completed steps that can be undone, in the order of completion. */
  readonly done: readonly Done[];
}

export type ResumePlan =
  | { readonly isPossible: true; readonly point: ResumePoint }
  /** One sentence for the person who asked. */
  | { readonly isPossible: false; readonly reason: string };

const refuse = (reason: string): ResumePlan => ({ isPossible: false, reason });

/** The state of a run that has come as far as the point and has no token yet. */
export const stateBefore = (graph: Graph, { ordinal, placed, ends, done, nodeId }: ResumePoint): RunState => {
  getGraphNode(graph, nodeId);
  return { ...initialState(), nextTokenId: ordinal, placed, ends, ...(done.length === 0 ? {} : { done }) };
};

/**
 * Whether a run can be taken up at one of its steps, and how.
 * @param steps every step of the run, each ordinal once
 */
export const planResume = (graph: Graph, steps: readonly PastStep[], ordinal: number): ResumePlan => {
  const chosen = steps.find((step) => step.ordinal === ordinal);
  if (!chosen) return refuse('This run has no such step.');
  if (chosen.scope !== null) {
    return refuse(`“${chosen.name}” is part of a round of a body. Run it again from the step that holds the body.`);
  }
  const before = steps.filter((step) => step.ordinal < ordinal);
  const beside = findBeside(graph, steps, chosen);
  if (beside) {
    return refuse(
      `“${beside.name}” was under way at the same time as “${chosen.name}”. Run it again from a step before both.`,
    );
  }
  const open = before.find((step) => opensPaths(graph, step) && !isClosed(graph, before, step, chosen));
  if (open) {
    return refuse(
      `The paths from “${open.name}” had not come together when “${chosen.name}” began. Run it again from “${open.name}” or earlier.`,
    );
  }
  const undone = before.find((step) => step.scope !== null && kindOf(graph, step) === 'compensate');
  if (undone) {
    return refuse(`“${undone.name}” undid steps inside a body before “${chosen.name}” began. Start a new run instead.`);
  }
  const meanwhile = findOpenBody(graph, before);
  if (meanwhile) {
    return refuse(
      `Steps were undone while “${meanwhile.name}” was under way, and which of its own were is not known. Start a new run instead.`,
    );
  }
  return { isPossible: true, point: pointAt(graph, before, chosen) };
};

/**
 * A body that was under way when steps of the run's own scope were undone, with something done inside that can be undone: an
 * undoing takes what its own scope has, and of a round that is not over that is nothing yet.
 */
const findOpenBody = (graph: Graph, before: readonly PastStep[]): PastStep | undefined => {
  const undoings = before.filter((step) => step.scope === null && kindOf(graph, step) === 'compensate');
  const inBodies = before.filter(
    ({ scope, status, nodeId }) =>
      scope !== null && status === 'completed' && edgesOf(graph, nodeId, 'compensate').length > 0,
  );
  const isOpenAt = (body: PastStep, undoing: PastStep): boolean => {
    if (body.beganAt > undoing.beganAt || body.ordinal === undoing.ordinal) return false;
    if (body.endedAt === undoing.beganAt) return !canFollow(graph, body.nodeId, undoing.nodeId);
    return body.endedAt === null || body.endedAt > undoing.beganAt;
  };
  return before.find(
    (body) =>
      body.scope === null &&
      containerNodeKinds.has(getGraphNode(graph, body.nodeId).node.kind) &&
      undoings.some(
        (undoing) =>
          isOpenAt(body, undoing) && inBodies.some(({ endedAt }) => endedAt !== null && endedAt <= undoing.beganAt),
      ),
  );
};

/** Completed steps with a way that undoes them, without those that have been undone. */
const listDone = (graph: Graph, before: readonly PastStep[]): Done[] => {
  const undoneUntil = Math.max(
    -1,
    ...before.filter((step) => kindOf(graph, step) === 'compensate').map(({ beganAt }) => beganAt),
  );
  return before
    .filter(({ status, nodeId }) => status === 'completed' && edgesOf(graph, nodeId, 'compensate').length > 0)
    .filter(({ endedAt }) => (endedAt ?? 0) > undoneUntil)
    .toSorted(byEnd)
    .map(({ ordinal, nodeId }) => ({ ordinal, nodeId }));
};

const pointAt = (graph: Graph, before: readonly PastStep[], { nodeId, ordinal }: PastStep): ResumePoint => {
  const own = before.filter(({ scope }) => scope === null);
  const completed = before.filter(({ status }) => status === 'completed');
  const ends = completed.filter((step) => step.scope === null && kindOf(graph, step) === 'end');
  return {
    nodeId,
    ordinal,
    placed: own.length,
    ends: inDefinition(graph, new Set(ends.map((end) => end.nodeId))),
    done: listDone(graph, before),
  };
};

const byEnd = (one: PastStep, other: PastStep): number =>
  (one.endedAt ?? 0) - (other.endedAt ?? 0) || one.ordinal - other.ordinal;

const inDefinition = (graph: Graph, nodeIds: ReadonlySet<string>): string[] =>
  [...nodeIds].sort((one, other) => getGraphNode(graph, one).index - getGraphNode(graph, other).index);

const kindOf = (graph: Graph, { nodeId }: PastStep): string => getGraphNode(graph, nodeId).node.kind;

/** A step that lived when the chosen one began and is none of those that follow from it. */
const findBeside = (graph: Graph, steps: readonly PastStep[], chosen: PastStep): PastStep | undefined => {
  const isOverAtOnce = chosen.endedAt === chosen.beganAt;
  const mayFollow = (step: PastStep) => isOverAtOnce && canFollow(graph, chosen.nodeId, step.nodeId);
  return steps.find((step) => {
    if (step.ordinal < chosen.ordinal)
      return !hasEndedBy(graph, step, chosen.beganAt) || endedBehind(graph, steps, step, chosen);
    return step.ordinal > chosen.ordinal && step.beganAt <= chosen.beganAt && !mayFollow(step);
  });
};

/** Nodes that withdraw what is beside them as they are reached: a join that goes on, an end that ends all. */
const withdrawing: ReadonlySet<string> = new Set(['join', 'cancel', 'end']);

/**
 * A step that ended in the moment in which the chosen one began may have done so after it: then what follows from it comes after
 * the chosen one, or what was reached in that moment has withdrawn it, the chosen one or any after it.
 */
const endedBehind = (graph: Graph, steps: readonly PastStep[], step: PastStep, chosen: PastStep): boolean => {
  if (step.scope !== null || step.endedAt !== chosen.beganAt) return false;
  const atOnce = steps.filter(({ ordinal, beganAt }) => ordinal > chosen.ordinal && beganAt === chosen.beganAt);
  if (step.status === 'cancelled') return [chosen, ...atOnce].some((each) => withdrawing.has(kindOf(graph, each)));
  const targets = step.port === null ? [] : edgesOf(graph, step.nodeId, step.port).map(({ to }) => to);
  return atOnce.some(({ nodeId }) => targets.includes(nodeId));
};

/** A failure that nothing at its node catches ends the run, or the round around it, or is held: its token stays. */
const hasEndedBy = (graph: Graph, step: PastStep, at: number): boolean => {
  if (step.endedAt === null || step.endedAt > at) return false;
  if (step.status !== 'failed' || step.scope !== null) return true;
  const { node, outgoing } = getGraphNode(graph, step.nodeId);
  const ports = ['failed', ...(node.boundary ?? []).flatMap(({ on, id }) => (on === 'error' ? [id] : []))];
  return ports.some((port) => (outgoing.get(port)?.length ?? 0) > 0);
};

/** Steps that leave by several edges, or beside which an event may have opened a path of its own. */
const opensPaths = (graph: Graph, { nodeId, status }: PastStep): boolean => {
  const { node } = getGraphNode(graph, nodeId);
  const isForked = (node.boundary ?? []).some((event) => event.on !== 'error' && !event.isInterrupting);
  return isForked || (status === 'completed' && node.kind !== 'race' && splitNodeKinds.has(node.kind));
};

/** Its paths have met in a join that every way from it to the chosen step goes through, and none waits in another. */
const isClosed = (graph: Graph, before: readonly PastStep[], split: PastStep, chosen: PastStep): boolean => {
  const later = [...before, chosen].filter(({ ordinal, scope }) => ordinal > split.ordinal && scope === split.scope);
  if (split.scope !== null) return true;
  const isMeeting = (step: PastStep) =>
    gathersAll(graph, step) &&
    canFollow(graph, split.nodeId, step.nodeId) &&
    (step.nodeId === chosen.nodeId || !canFollow(graph, split.nodeId, chosen.nodeId, step.nodeId));
  return later.some(isMeeting) && !later.some((step) => waitsInJoin(graph, step, later));
};

const gathersAll = (graph: Graph, { nodeId }: PastStep): boolean => {
  const { node } = getGraphNode(graph, nodeId);
  return node.kind === 'join' && node.config.wait === 'taken';
};

/** The step has gone into a join that had not gone on. Where it could have gone elsewhere, it is taken to have. */
const waitsInJoin = (graph: Graph, step: PastStep, later: readonly PastStep[]): boolean => {
  if (step.port === null) return false;
  const edges = edgesOf(graph, step.nodeId, step.port);
  const joins = edges.filter(({ to }) => getGraphNode(graph, to).node.kind === 'join');
  return joins.some(({ to }) => !later.some(({ nodeId, ordinal }) => nodeId === to && ordinal > step.ordinal));
};

/** Whether a path leads from one node on to another, not going through `around`. */
const canFollow = (graph: Graph, from: string, to: string, around?: string): boolean => {
  const seen = new Set<string>();
  const pending = [from];
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const edge of [...getGraphNode(graph, id).outgoing.values()].flat()) {
      if (edge.to === to) return true;
      if (edge.to === around || seen.has(edge.to)) continue;
      seen.add(edge.to);
      pending.push(edge.to);
    }
  }
  return false;
};
