import { evaluateExpression, evaluateList } from '@switchyard/definition';
import {
  type DefinitionNode,
  DomainError,
  type Failure,
  type JsonValue,
  type NodeOf,
  toFailure,
} from '@switchyard/domain';
import type { EngineCommand, EngineEvent, Token } from '@switchyard/engine';
import { requireStorable } from '../payloads/require-storable.ts';
import { unpackItems } from '../payloads/run-values.ts';
import { armBoundaries } from './boundaries.ts';
import { endStepOf } from './end-step-of.ts';
import { leaveEvent } from './evaluate-inline.ts';
import { isInsideSection } from './inside-section.ts';
import { writeItems } from './items.ts';
import { enterScope, recordStep } from './scope-frames.ts';
import { createStep, expressionContext, type NewStep, type TransitionWork } from './transition-work.ts';
import { evaluateKey } from './turn-key.ts';

/** Items one for-each may have. */
export const itemsMax = 200_000;

type Opened = { readonly count: number; readonly atOnce: number; readonly items?: readonly JsonValue[] };

/** Opens the step of a container and its first rounds; undefined for every other kind, or when it waits for its turn. */
export const openContainer = async (
  work: TransitionWork,
  node: DefinitionNode,
  token: Token,
): Promise<EngineEvent | undefined> => {
  const opened = roundsOf(work, node);
  if (!opened) return undefined;
  const { count, atOnce, items } = opened;
  const step = createStep(work, token.id, node.id, 'waiting', items ? { count } : null);
  await armBoundaries(work, node, step);
  work.rounds[token.id] = { stepId: step.id, count, completed: 0, failed: 0 };
  if (items && items.length > 0) work.newItems.push({ stepId: step.id, from: 0, values: items });
  if (node.kind === 'region' && (await asksForTurn(work, node, token, step))) return undefined;
  return { type: 'container_opened', tokenId: token.id, count, atOnce };
};

/** Whether a region has to wait for its turn; then it has asked for it. */
const asksForTurn = async (
  work: TransitionWork,
  { name, config }: NodeOf<'region'>,
  token: Token,
  step: NewStep,
): Promise<boolean> => {
  if (config.key === undefined) return false;
  const key = evaluateKey(work, config.key, `“${name}”`);
  if (await isInsideSection(work, token, key)) return false;
  step.waitingReason = `“${name}” waits for its turn: at most ${config.atOnce} at once for “${key}”.`;
  work.newTurns.push({ stepId: step.id, key, atOnce: config.atOnce });
  return true;
};

const roundsOf = (work: TransitionWork, node: DefinitionNode): Opened | undefined => {
  if (node.kind === 'region' || node.kind === 'compensate') return { count: 1, atOnce: 1 };
  if (node.kind === 'loop') {
    const goesOn = node.config.while === undefined || isTrue(work, node.config.while);
    return { count: goesOn ? node.config.roundsMax : 0, atOnce: 1 };
  }
  if (node.kind !== 'forEach') return undefined;
  const items = evaluateList(node.config.items, expressionContext(work));
  if (!Array.isArray(items)) {
    throw new DomainError('invalid_input', `“${node.name}” goes through a list, but “${node.config.items}” gave none.`);
  }
  if (items.length > itemsMax) {
    throw new DomainError('limit_exceeded', `“${node.name}” got ${items.length} items; ${itemsMax} are the most.`);
  }
  requireStorable(items, `The list of “${node.name}”`);
  return { count: items.length, atOnce: node.config.atOnce, items };
};

const isTrue = (work: TransitionWork, expression: string): boolean =>
  evaluateExpression(expression, expressionContext(work)) === true;

type EndScope = Extract<EngineCommand, { type: 'end_scope' }>;

/** Looks at a round that has come to its end, records its result, and says whether there is enough. */
export const endRound = async (work: TransitionWork, command: EndScope): Promise<EngineEvent> => {
  const { scopeId, tokenId } = command;
  const node = work.version.graph.nodes.get(command.nodeId)?.node;
  try {
    await enterScope(work, scopeId);
    if (node?.kind === 'forEach') return endItem(work, node, command);
    const isEnough = node?.kind === 'loop' && (await isLoopDone(work, node, tokenId));
    return { type: 'round_ended', scopeId, verdict: isEnough ? 'enough' : 'go_on' };
  } catch (thrown) {
    const failure = toFailure(thrown);
    endStepOf(work, tokenId, { status: 'failed', output: null, port: null, error: failure });
    return { type: 'node_failed', tokenId, failure, isCaught: true };
  }
};

const isLoopDone = async (work: TransitionWork, { config }: NodeOf<'loop'>, tokenId: number): Promise<boolean> => {
  const rounds = work.rounds[tokenId];
  if (rounds) work.rounds[tokenId] = { ...rounds, completed: rounds.completed + 1 };
  if (config.until !== undefined && isTrue(work, config.until)) return true;
  if (config.while === undefined) return false;
  const container = work.state.containers?.find((each) => each.tokenId === tokenId);
  await enterScope(work, container?.scope);
  return !isTrue(work, config.while);
};

const endItem = (work: TransitionWork, node: NodeOf<'forEach'>, command: EndScope): EngineEvent => {
  const { scopeId, tokenId, index } = command;
  const rounds = work.rounds[tokenId] ?? { stepId: '', count: 0, completed: 0, failed: 0 };
  const { result, failure } = collect(work, node, command.failure);
  work.endedItems.push({
    stepId: rounds.stepId,
    index,
    status: failure ? 'failed' : 'completed',
    result,
    error: failure ?? null,
  });
  const now = {
    ...rounds,
    completed: rounds.completed + (failure ? 0 : 1),
    failed: rounds.failed + (failure ? 1 : 0),
  };
  work.rounds[tokenId] = now;
  if (failure && !command.failure && node.config.onItemFailure === 'fail') {
    endStepOf(work, tokenId, { status: 'failed', output: null, port: null, error: failure });
    return { type: 'node_failed', tokenId, failure, isCaught: true };
  }
  const { count, completed, failed } = now;
  const context = { ...expressionContext(work), round: { index, count, completed, failed } };
  const isEnough = node.config.stopWhen !== undefined && evaluateExpression(node.config.stopWhen, context) === true;
  return { type: 'round_ended', scopeId, verdict: isEnough ? 'enough' : 'go_on' };
};

const collect = (
  work: TransitionWork,
  { config, name }: NodeOf<'forEach'>,
  failure: Failure | undefined,
): { readonly result: JsonValue; readonly failure?: Failure } => {
  if (failure) return { result: null, failure };
  if (config.collect === undefined) return { result: null };
  try {
    const result = evaluateExpression(config.collect, expressionContext(work));
    return { result: requireStorable(result, `What “${name}” collects`) };
  } catch (thrown) {
    return { result: null, failure: toFailure(thrown) };
  }
};

/** Ends the step of a container whose rounds are done, in the scope around it, and chooses its way out. */
export const completeContainer = async (
  work: TransitionWork,
  node: DefinitionNode,
  token: Token,
): Promise<EngineEvent> => {
  const output = await outputOf(work, node, token.id);
  const rounds = work.rounds[token.id];
  if (rounds && rounds.completed + rounds.failed < rounds.count) cancelRest(work, rounds.stepId);
  endStepOf(work, token.id, { status: 'completed', output, port: 'out', error: null });
  recordStep(work, node.id, token.id, { output, status: 'completed', outcome: 'out' });
  try {
    return leaveEvent(work, node, token.id, 'out');
  } catch (thrown) {
    return { type: 'node_failed', tokenId: token.id, failure: toFailure(thrown), isCaught: false };
  }
};

/** Items that are no longer wanted; where the rest may finish, their result still replaces this. */
const cancelRest = (work: TransitionWork, stepId: string): void => {
  work.tx.send(
    `UPDATE each_item SET status = 'cancelled', finished_at = $2 WHERE step_id = $1 AND status = 'waiting'`,
    [stepId, work.at],
  );
};

const outputOf = async (work: TransitionWork, node: DefinitionNode, ordinal: number): Promise<JsonValue> => {
  const { stepId = '', count = 0, completed = 0, failed = 0 } = work.rounds[ordinal] ?? {};
  if (node.kind === 'loop') return { rounds: completed };
  if (node.kind === 'compensate') {
    const container = work.state.containers?.find(({ tokenId }) => tokenId === ordinal);
    return { undone: container?.order?.length ?? 0 };
  }
  if (node.kind !== 'forEach') return null;
  if (node.config.collect === undefined) return { count, completed, failed };
  await writeItems(work);
  const [gathered] = await work.tx.query<{ results: JsonValue[] }>(
    `SELECT coalesce(jsonb_agg(result ORDER BY index) FILTER (WHERE status = 'completed'), '[]') AS results
     FROM each_item WHERE step_id = $1`,
    [stepId],
  );
  const results = await unpackItems(work.app, work.run.organisationId, gathered?.results ?? []);
  return { count, completed, failed, results: [...results] };
};
