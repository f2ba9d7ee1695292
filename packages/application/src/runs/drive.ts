import { type DefinitionNode, DomainError, type JsonValue, toFailure } from '@switchyard/domain';
import { advance, type EngineCommand, type EngineEvent } from '@switchyard/engine';
import { evaluateInline, leaveEvent } from './evaluate-inline.ts';
import { openJob, openStep } from './open-step.ts';
import { createStep, type TransitionWork } from './transition-work.ts';

/** Cheap nodes executed in one transaction before the rest is handed to a worker, so that no lock is held for long. */
const inlineNodesMax = 200;
const inlineTimeMaxMs = 250;

/** Applies `event` and everything that follows from it without touching the world: run to wait. */
export const drive = async (work: TransitionWork, event: EngineEvent): Promise<void> => {
  const events: EngineEvent[] = [event];
  const startedAtMs = performance.now();
  for (let next = events.shift(); next; next = events.shift()) {
    const { state, commands } = advance(work.version.graph, work.state, next);
    work.state = state;
    for (const command of commands) {
      const isOverBudget = work.inlineNodes >= inlineNodesMax || performance.now() - startedAtMs > inlineTimeMaxMs;
      const followUp = await obey(work, command, isOverBudget);
      if (followUp) events.push(followUp);
    }
  }
};

const nodeOf = (work: TransitionWork, nodeId: string): DefinitionNode => {
  const found = work.version.graph.nodes.get(nodeId);
  if (!found) throw new DomainError('internal', `Node ${nodeId} is not part of version ${work.version.id}.`);
  return found.node;
};

const obey = async (
  work: TransitionWork,
  command: EngineCommand,
  isOverBudget: boolean,
): Promise<EngineEvent | undefined> => {
  if (command.type === 'finish_run') {
    work.finish = command;
    return undefined;
  }
  if (command.type === 'cancel_step') {
    cancelStep(work, command.tokenId);
    return undefined;
  }
  const node = nodeOf(work, command.nodeId);
  try {
    if (command.type === 'start_step') await openStep(work, node, command.tokenId);
    else if (isOverBudget || readsSources(node)) openJob(work, node, command.tokenId, {});
    else return executeInline(work, node, command.tokenId);
    return undefined;
  } catch (thrown) {
    return failNode(work, node, command.tokenId, thrown);
  }
};

/** Sources may have to be fetched, which never happens inside a transaction. */
const readsSources = (node: DefinitionNode): boolean =>
  (node.kind === 'decision' || node.kind === 'decisionTable') && node.config.sources.length > 0;

const executeInline = (work: TransitionWork, node: DefinitionNode, tokenId: number): EngineEvent => {
  work.inlineNodes += 1;
  const step = createStep(work, tokenId, node.id, 'running');
  return completeInline(work, node, tokenId, (output, port) => {
    step.status = 'completed';
    step.output = output;
    step.port = port;
  });
};

/** Evaluates an inline node, records its output where expressions find it, and chooses its way out. */
export const completeInline = (
  work: TransitionWork,
  node: DefinitionNode,
  tokenId: number,
  record: (output: JsonValue, port: string) => void,
): EngineEvent => {
  const output = evaluateInline(work, node);
  work.steps[node.id] = { output, status: 'completed' };
  const event = leaveEvent(work, node, tokenId, 'out');
  record(output, 'out');
  return event;
};

const failNode = (work: TransitionWork, node: DefinitionNode, tokenId: number, thrown: unknown): EngineEvent => {
  const failure = toFailure(thrown);
  const step = work.newSteps.find(({ ordinal }) => ordinal === tokenId) ?? createStep(work, tokenId, node.id, 'failed');
  step.status = 'failed';
  step.error = failure;
  if (failure.code === 'internal')
    work.app.log.error({ err: thrown, runId: work.run.id, nodeId: node.id }, 'node failed');
  return { type: 'node_failed', tokenId, failure, isCaught: true };
};

const cancelStep = (work: TransitionWork, ordinal: number): void => {
  const created = work.newSteps.find((step) => step.ordinal === ordinal);
  if (created) created.status = 'cancelled';
  else work.cancelledOrdinals.push(ordinal);
};
