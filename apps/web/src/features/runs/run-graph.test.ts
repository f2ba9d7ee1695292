import { describe, expect, it } from 'vitest';
import type { GraphDefinition } from '../graph/graph-definition.ts';
import { drawRun } from './run-graph.ts';

const node = (id: string, kind: 'start' | 'approval' | 'end') => ({
  id,
  kind,
  name: id,
  position: { x: 0, y: 0 },
  config: {},
});
const definition: GraphDefinition = {
  nodes: [node('start', 'start'), node('approval', 'approval'), node('paid', 'end'), node('refused', 'end')],
  edges: [
    { id: 'e1', from: 'start', to: 'approval', port: 'out', isOtherwise: false },
    { id: 'e2', from: 'approval', to: 'paid', port: 'approved', isOtherwise: false },
    { id: 'e3', from: 'approval', to: 'refused', port: 'rejected', isOtherwise: false },
  ],
};

describe('drawing a run', () => {
  it('lights the way that was taken and no other', () => {
    const { takenEdges, nodeStates } = drawRun(definition, 'completed', [
      { nodeId: 'start', status: 'completed', port: 'out' },
      { nodeId: 'approval', status: 'completed', port: 'approved' },
      { nodeId: 'paid', status: 'completed', port: null },
    ]);
    expect([...takenEdges]).toEqual(['e1', 'e2']);
    expect(nodeStates.refused).toEqual({ status: 'skipped' });
  });

  it('says nothing yet about nodes a running run may still reach', () => {
    const { nodeStates } = drawRun(definition, 'waiting', [
      { nodeId: 'start', status: 'completed', port: 'out' },
      { nodeId: 'approval', status: 'waiting', port: null },
    ]);
    expect(nodeStates).toEqual({
      start: { status: 'completed', stepCount: 1 },
      approval: { status: 'waiting', stepCount: 1 },
    });
  });

  it('shows the latest step of a loop and how many there were', () => {
    const { nodeStates } = drawRun(definition, 'running', [
      { nodeId: 'approval', status: 'completed', port: 'changes' },
      { nodeId: 'approval', status: 'waiting', port: null },
    ]);
    expect(nodeStates.approval).toEqual({ status: 'waiting', stepCount: 2 });
  });
});
