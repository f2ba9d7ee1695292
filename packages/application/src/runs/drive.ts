import {
  containerNodeKinds,
  type DefinitionNode,
  DomainError,
  type Failure,
  type JsonValue,
  toFailure,
} from '@switchyard/domain';
import { advance, type EngineCommand, type EngineEvent, isFailureCaught, type Token } from '@switchyard/engine';
import { becomesTrue } from './conditions.ts';
import { completeContainer, endRound, openContainer } from './containers.ts';
import { endStepOf } from './end-step-of.ts';
import { evaluateInline, leaveEvent } from './evaluate-inline.ts';
import { evaluateScript } from './evaluate-script.ts';
import { openJob, openStep } from './open-step.ts';
import { enterScope, recordStep } from './scope-frames.ts';
import { createStep, type TransitionWork } from './transition-work.ts';

/** Cheap nodes executed in one transaction before the rest is handed to a worker, so that no lock is held for long. */
const inlineNodesMax = 200;
const inlineTimeMaxMs = 250;

/**
 * Applies `event` and everything that follows from it without touching the world: run to wait. Without an event it asks only
 * whether something has become true that a node waits for. `owed`: commands the engine has given already.
 */
export const drive = async (
  work: TransitionWork,
  event?: EngineEvent,
  owed: readonly EngineCommand[] = [],
): Promise<void> => {
  const pending: EngineCommand[] = [...owed];
  const startedAtMs = performance.now();
  let next: EngineEvent | undefined = event;
  for (;;) {
    if (next) pending.push(...apply(work, next));
    const command = pending.shift();
    if (command) {
      const isOverBudget = work.inlineNodes >= inlineNodesMax || performance.now() - startedAtMs > inlineTimeMaxMs;
      next = await obey(work, command, isOverBudget);
      continue;
    }
    next = await becomesTrue(work);
    if (!next) return;
  }
};

/** The commands that follow from an event. A failure nobody catches may be held instead: its token stays where it is. */
const apply = (work: TransitionWork, event: EngineEvent): readonly EngineCommand[] => {
  if (event.type === 'node_failed' && isHeld(work, event.tokenId, event.failure)) {
    hold(work, event.tokenId, event.failure);
    return [];
  }
  const { state, commands } = advance(work.version.graph, work.state, event);
  work.state = state;
  return commands;
};

const isHeld = (work: TransitionWork, tokenId: number, failure: Failure): boolean => {
  const { graph } = work.version;
  const token = work.state.tokens.find(({ id }) => id === tokenId);
  return (
    graph.settings.onFailure === 'hold' && token !== undefined && !isFailureCaught(graph, work.state, token, failure)
  );
};

const hold = (work: TransitionWork, tokenId: number, failure: Failure): void => {
  const token = work.state.tokens.find(({ id }) => id === tokenId);
  const name = (token && work.version.graph.nodes.get(token.nodeId)?.node.name) ?? `Step ${tokenId}`;
  const reason = `“${name}” failed: ${failure.message}`;
  const created = work.newSteps.find(({ ordinal }) => ordinal === tokenId);
  if (created) created.waitingReason = reason;
  else work.held.set(tokenId, reason);
};

const nodeOf = (work: TransitionWork, nodeId: string): DefinitionNode => {
  const found = work.version.graph.nodes.get(nodeId);
  if (!found) throw new DomainError('internal', `Node ${nodeId} is not part of version ${work.version.id}.`);
  return found.node;
};

type TokenCommand = Extract<EngineCommand, { type: 'execute_inline' | 'start_step' | 'complete_container' }>;

const obey = async (
  work: TransitionWork,
  command: EngineCommand,
  isOverBudget: boolean,
): Promise<EngineEvent | undefined> => {
  switch (command.type) {
    case 'finish_run':
      work.finish = command;
      return undefined;
    case 'cancel_step':
      cancelStep(work, command.tokenId);
      return undefined;
    case 'fail_step':
      endStepOf(work, command.tokenId, { status: 'failed', output: null, port: null, error: command.failure });
      return undefined;
    case 'open_scope':
    case 'close_scope':
      if (command.type === 'close_scope') work.frames.delete(command.scopeId);
      return undefined;
    case 'end_scope':
      return work.state.scopes?.some(({ id }) => id === command.scopeId) ? endRound(work, command) : undefined;
    default:
      return obeyToken(work, command, isOverBudget);
  }
};

/** A command for a token that something else has withdrawn meanwhile is recorded as cancelled. */
const obeyToken = async (
  work: TransitionWork,
  command: TokenCommand,
  isOverBudget: boolean,
): Promise<EngineEvent | undefined> => {
  const token = work.state.tokens.find(({ id }) => id === command.tokenId);
  if (!token) {
    if (command.type !== 'complete_container') createStep(work, command.tokenId, command.nodeId, 'cancelled');
    return undefined;
  }
  const node = nodeOf(work, command.nodeId);
  await enterScope(work, token.scope);
  try {
    if (command.type === 'complete_container') return await completeContainer(work, node, token);
    if (command.type === 'start_step') return await open(work, node, token);
    if (isOverBudget || readsSources(node)) openJob(work, node, token.id, {});
    else return executeInline(work, node, token.id);
    return undefined;
  } catch (thrown) {
    return failNode(work, node, token.id, thrown);
  }
};

const open = async (work: TransitionWork, node: DefinitionNode, token: Token): Promise<EngineEvent | undefined> => {
  if (containerNodeKinds.has(node.kind)) return openContainer(work, node, token);
  const evaluated = node.kind === 'script' ? await evaluateScript(work, node, token.id) : undefined;
  if (evaluated) return evaluated;
  await openStep(work, node, token.id);
  return undefined;
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
  recordStep(work, node.id, tokenId, { output, status: 'completed', outcome: 'out' });
  const event = leaveEvent(work, node, tokenId, 'out');
  record(output, 'out');
  return event;
};

const failNode = (work: TransitionWork, node: DefinitionNode, tokenId: number, thrown: unknown): EngineEvent => {
  const failure = toFailure(thrown);
  const isKnown = work.newSteps.some(({ ordinal }) => ordinal === tokenId);
  if (!(isKnown || work.state.containers?.some((container) => container.tokenId === tokenId)))
    createStep(work, tokenId, node.id, 'failed');
  endStepOf(work, tokenId, { status: 'failed', output: null, port: null, error: failure });
  if (failure.code === 'internal')
    work.app.log.error({ err: thrown, runId: work.run.id, nodeId: node.id }, 'node failed');
  return { type: 'node_failed', tokenId, failure, isCaught: true };
};

const cancelStep = (work: TransitionWork, ordinal: number): void => {
  const created = work.newSteps.find((step) => step.ordinal === ordinal);
  if (created) created.status = 'cancelled';
  else work.cancelledOrdinals.push(ordinal);
};
