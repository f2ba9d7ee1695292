import { type DefinitionProblem, inlineNodeKinds, type NodeOf } from '@switchyard/domain';
import type { DraftGraph } from './draft-graph.ts';
import type { LintReferences } from './lint-references.ts';
import { lintCall } from './lint-subworkflow.ts';
import { errorAt, warningAt } from './problem.ts';

/** Ways of a race begin something that takes its time: what is done in an instant would always win. */
export function* lintRace(
  { id, name }: NodeOf<'race'>,
  _references: LintReferences,
  graph: DraftGraph,
): Generator<DefinitionProblem> {
  const ways = graph.outgoing(id);
  if (ways.length === 1) {
    const message = `Only one path leaves “${name}”, so there is nothing to race. Draw another, or remove the race.`;
    yield warningAt('race-single', { nodeId: id }, message);
  }
  for (const { id: edgeId, to } of ways) {
    const kind = graph.nodes.get(to)?.kind;
    if (kind === undefined || !inlineNodeKinds.has(kind)) continue;
    const target = graph.nameOf(to);
    const message =
      kind === 'join'
        ? `“${name}” leads straight to ${target}, which only gathers paths. Lead it to a step that waits or works; the winner may go there.`
        : `“${name}” leads to ${target}, which is done in an instant and would always win. Lead it to a step that waits or works, and ${target} behind that.`;
    yield errorAt('race-path', { edgeId }, message);
  }
}

export function* lintLoop({ id, name, config }: NodeOf<'loop'>): Generator<DefinitionProblem> {
  if (config.while !== undefined || config.until !== undefined) return;
  const message = `“${name}” never stops: it has neither “while” nor “until”, and fails after ${config.roundsMax} rounds. Say when it is enough.`;
  yield errorAt('loop-endless', { nodeId: id, path: 'until' }, message);
}

export function* lintCancel(
  { id, name, config }: NodeOf<'cancel'>,
  _references: LintReferences,
  graph: DraftGraph,
): Generator<DefinitionProblem> {
  for (const [index, nodeId] of config.nodes.entries()) {
    const place = { nodeId: id, path: `nodes[${index}]` };
    const kind = graph.nodes.get(nodeId)?.kind;
    if (kind === undefined) {
      yield errorAt(
        'unknown-node',
        place,
        `“${name}” withdraws the node “${nodeId}”, which does not exist. Remove it.`,
      );
    } else if (inlineNodeKinds.has(kind) && kind !== 'join') {
      const message = `“${name}” withdraws ${graph.nameOf(nodeId)}, which is done in an instant and never under way. Choose the step that waits or works.`;
      yield warningAt('cancel-instant', place, message);
    }
  }
}

/** Whether every run comes to this node, because nothing on some way from the start to it ever chooses. */
const isUnavoidable = (graph: DraftGraph, nodeId: string): boolean => {
  const isSure = (id: string) => {
    const node = graph.nodes.get(id);
    const ways = graph.outgoing(id).filter(({ port }) => port === 'out' || port === 'body');
    if (!node || node.kind === 'forEach' || node.kind === 'loop' || node.kind === 'race') return false;
    if (ways.some(({ condition, isOtherwise }) => condition !== undefined || isOtherwise)) return false;
    return ways.length === 1 || node.kind === 'parallelSplit' || node.kind === 'region';
  };
  const starts = [...graph.nodes.values()].filter(({ kind }) => kind === 'start').map(({ id }) => id);
  return graph.downstreamOf(starts, isSure).has(nodeId);
};

export function* lintSubworkflow(
  node: NodeOf<'subworkflow'>,
  references: LintReferences,
  graph: DraftGraph,
): Generator<DefinitionProblem> {
  yield* lintCalledWorkflow(node, references, graph);
  yield* lintCall(node, references, graph);
}

/** Whether there is something to run, and whether it ever ends. */
function* lintCalledWorkflow(
  { id, name, config }: NodeOf<'subworkflow'>,
  { workflows, ownSlug }: LintReferences,
  graph: DraftGraph,
): Generator<DefinitionProblem> {
  const place = { nodeId: id, path: 'workflow' };
  if (config.workflow === ownSlug) {
    if (!isUnavoidable(graph, id)) return;
    const message = `“${name}” runs this very workflow, and every run comes here: each would start another, until it fails at a depth of ${config.depthMax}. Put a decision before it.`;
    return yield warningAt('recursion-endless', place, message);
  }
  const known = workflows?.find(({ slug }) => slug === config.workflow);
  if (workflows && !known) {
    const message = `“${name}” runs the workflow “${config.workflow}”, which does not exist. Create it, or choose another.`;
    yield errorAt('unknown-workflow', place, message);
  } else if (known?.isPublished === false) {
    const message = `“${name}” runs the workflow “${config.workflow}”, of which nothing is published yet. Publish it before this one runs.`;
    yield warningAt('workflow-unpublished', place, message);
  }
}
