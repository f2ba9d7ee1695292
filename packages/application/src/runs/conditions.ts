import { evaluateExpression } from '@switchyard/definition';
import { toFailure } from '@switchyard/domain';
import type { EngineEvent } from '@switchyard/engine';
import { endStepOf } from './end-step-of.ts';
import { leaveEvent } from './evaluate-inline.ts';
import { enterScope, recordStep } from './scope-frames.ts';
import { expressionContext, type TransitionWork } from './transition-work.ts';

/** The event of the first node that waits for something that is true now; asked whenever the run has come to rest. */
export const becomesTrue = async (work: TransitionWork): Promise<EngineEvent | undefined> => {
  if (work.finish || !work.version.hasConditions) return undefined;
  for (const token of work.state.tokens) {
    const node = work.version.graph.nodes.get(token.nodeId)?.node;
    if (node?.kind !== 'condition' || work.held.has(token.id)) continue;
    await enterScope(work, token.scope);
    try {
      if (evaluateExpression(node.config.when, expressionContext(work)) !== true) continue;
      recordStep(work, node.id, token.id, { output: null, status: 'completed', outcome: 'out' });
      endStepOf(work, token.id, { status: 'completed', output: null, port: 'out', error: null });
      return leaveEvent(work, node, token.id, 'out');
    } catch (thrown) {
      const failure = toFailure(thrown);
      endStepOf(work, token.id, { status: 'failed', output: null, port: null, error: failure });
      return { type: 'node_failed', tokenId: token.id, failure, isCaught: true };
    }
  }
  return undefined;
};
