import { chooseEdges, evaluateAssignments, evaluateDecisionTable, evaluateFields } from '@switchyard/definition';
import { type DefinitionNode, DomainError, type JsonValue } from '@switchyard/domain';
import { type EngineEvent, edgesOf } from '@switchyard/engine';
import { expressionContext, type TransitionWork } from './transition-work.ts';

/** What an inline node gives when it is evaluated. Writes run variables through `work`. */
export const evaluateInline = (work: TransitionWork, node: DefinitionNode): JsonValue => {
  const context = expressionContext(work);
  if (node.kind === 'start') return work.run.input;
  if (node.kind === 'set') {
    const values = evaluateAssignments(node.config.assignments, context);
    work.variables = { ...work.variables, ...values };
    return values;
  }
  if (node.kind === 'decisionTable') {
    const result = evaluateDecisionTable(node.config, context);
    if (!result.ok) throw new DomainError('invalid_input', `${node.name}: ${result.error.message}`);
    return result.value.output;
  }
  if (node.kind === 'end') {
    const output = evaluateFields(node.config.output, context);
    Object.assign(work.endOutputs, output);
    work.outcome = node.config.outcome;
    return output;
  }
  return null;
};

/** The event that says a node is done and which way its token goes. Throws when no path fits. */
export const leaveEvent = (work: TransitionWork, node: DefinitionNode, tokenId: number, port: string): EngineEvent => {
  if (node.kind === 'end') return { type: 'node_completed', tokenId, port, edgeIds: [] };
  const edges = edgesOf(work.version.graph, node.id, port);
  const chosen = chooseEdges(node, port, edges, expressionContext(work));
  if (!chosen.ok) throw new DomainError('invalid_input', chosen.error.message, { details: { nodeId: node.id } });
  return { type: 'node_completed', tokenId, port, edgeIds: chosen.value.map((edge) => edge.id) };
};
