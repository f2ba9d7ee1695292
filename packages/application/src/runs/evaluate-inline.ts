import {
  chooseEdges,
  evaluateAssignments,
  evaluateDecisionTable,
  evaluateExpression,
  evaluateFields,
} from '@switchyard/definition';
import { type DefinitionNode, DomainError, type JsonValue, type NodeOf, toFailure } from '@switchyard/domain';
import { type EngineEvent, edgesOf } from '@switchyard/engine';
import { requireStorable } from '../payloads/require-storable.ts';
import { writeVariables } from './scope-frames.ts';
import { expressionContext, type TransitionWork } from './transition-work.ts';

/** The input of a run was looked at when it came in; what expressions make of it can be anything. */
const made = <Value extends JsonValue>(value: Value, { name }: DefinitionNode): Value =>
  requireStorable(value, `What “${name}” gives`);

/** What an inline node gives when it is evaluated. Writes variables and messages through `work`. */
export const evaluateInline = (work: TransitionWork, node: DefinitionNode): JsonValue => {
  const context = expressionContext(work);
  if (node.kind === 'start') return work.run.input;
  if (node.kind === 'set') {
    const values = made(evaluateAssignments(node.config.assignments, context), node);
    writeVariables(work, values);
    return values;
  }
  if (node.kind === 'decisionTable') {
    const result = evaluateDecisionTable(node.config, context);
    if (!result.ok) throw new DomainError('invalid_input', `${node.name}: ${result.error.message}`);
    return made(result.value.output, node);
  }
  if (node.kind === 'send') return sendMessage(work, node);
  if (node.kind === 'end') {
    const output = made(evaluateFields(node.config.output, context), node);
    Object.assign(work.endOutputs, output);
    work.outcome = node.config.outcome;
    return output;
  }
  return null;
};

/** The key of a message in text: what an expression gives, the run's id where none is written. */
export const messageKey = (work: TransitionWork, name: string, expression: string | undefined): string => {
  if (expression === undefined) return work.run.id;
  const value = evaluateExpression(expression, expressionContext(work));
  const key = requireStorable(typeof value === 'string' ? value : JSON.stringify(value), `The key of “${name}”`);
  if (key.length <= 400) return key;
  throw new DomainError('invalid_input', `The key of “${name}” is longer than 400 characters.`);
};

const sendMessage = (work: TransitionWork, { name, config }: NodeOf<'send'>): JsonValue => {
  const key = messageKey(work, name, config.key);
  const payload = config.payload === undefined ? null : evaluateExpression(config.payload, expressionContext(work));
  requireStorable(payload, `The message of “${name}”`);
  work.newMessages.push({ name: config.message, key, payload, to: config.to, isKept: config.isKept });
  return { message: config.message, key };
};

/**
 * The event that says a node is done and which way its token goes. Inside a body a path may simply end. Throws when no path fits.
 */
export const leaveEvent = (work: TransitionWork, node: DefinitionNode, tokenId: number, port: string): EngineEvent => {
  const edges = edgesOf(work.version.graph, node.id, port);
  const isInBody = work.state.tokens.find(({ id }) => id === tokenId)?.scope !== undefined;
  if (node.kind === 'end' || (isInBody && edges.length === 0)) {
    return { type: 'node_completed', tokenId, port, edgeIds: [] };
  }
  const chosen = chooseEdges(node, port, edges, expressionContext(work));
  if (!chosen.ok) throw new DomainError('invalid_input', chosen.error.message, { details: { nodeId: node.id } });
  return { type: 'node_completed', tokenId, port, edgeIds: chosen.value.map((edge) => edge.id) };
};

/** What the step did stays recorded even where no way leads on: then the run fails and says so. */
export const leaveOrFail = (work: TransitionWork, node: DefinitionNode, tokenId: number, port: string): EngineEvent => {
  try {
    return leaveEvent(work, node, tokenId, port);
  } catch (thrown) {
    return { type: 'node_failed', tokenId, failure: toFailure(thrown), isCaught: false };
  }
};
