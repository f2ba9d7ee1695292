import type { NodeKind, StepStatus } from '@switchyard/domain';
import { describe, expect, it } from 'vitest';
import type { GraphDefinition } from '../graph/graph-definition.ts';
import { drawRun } from './run-graph.ts';

const step = (nodeId: string, status: StepStatus, port: string | null, at: object = {}) => ({
  nodeId,
  status,
  port,
  ordinal: 0,
  container: null,
  round: null,
  items: null,
  ...at,
});

const node = (id: string, kind: NodeKind) => ({
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
      step('start', 'completed', 'out'),
      step('approval', 'completed', 'approved'),
      step('paid', 'completed', null),
    ]);
    expect([...takenEdges]).toEqual(['e1', 'e2']);
    expect(nodeStates.refused).toEqual({ status: 'skipped' });
  });

  it('lights the way of a failure that was caught', () => {
    const caught: GraphDefinition = {
      nodes: [node('charge', 'http'), node('undo', 'compensate'), node('paid', 'end')],
      edges: [
        { id: 'paid', from: 'charge', to: 'paid', port: 'out', isOtherwise: false },
        { id: 'caught', from: 'charge', to: 'undo', port: 'failed', isOtherwise: false },
      ],
    };
    const steps = [step('charge', 'failed', null), step('undo', 'running', null)];
    expect([...drawRun(caught, 'running', steps).takenEdges]).toEqual(['caught']);
    expect([...drawRun(caught, 'waiting', [step('charge', 'failed', null)]).takenEdges]).toEqual([]);
  });

  it('says nothing yet about nodes a running run may still reach', () => {
    const { nodeStates } = drawRun(definition, 'waiting', [
      step('start', 'completed', 'out'),
      step('approval', 'waiting', null),
    ]);
    expect(nodeStates).toEqual({
      start: { status: 'completed', stepCount: 1 },
      approval: { status: 'waiting', stepCount: 1 },
    });
  });

  it('shows the latest step of a loop and how many there were', () => {
    const { nodeStates } = drawRun(definition, 'running', [
      step('approval', 'completed', 'changes'),
      step('approval', 'waiting', null),
    ]);
    expect(nodeStates.approval).toEqual({ status: 'waiting', stepCount: 2 });
  });

  const way = (id: string, from: string, port: string, to: string) => ({ id, from, port, to, isOtherwise: false });
  const each: GraphDefinition = {
    nodes: [
      node('start', 'start'),
      node('each', 'forEach'),
      { ...node('work', 'approval'), boundary: [{ id: 'late', on: 'timer', after: 'P1D', isInterrupting: false }] },
      node('remind', 'http'),
    ],
    edges: [
      way('in', 'start', 'out', 'each'),
      way('body', 'each', 'body', 'work'),
      way('back', 'work', 'approved', 'each'),
      way('late', 'work', 'late', 'remind'),
    ],
  };

  it('says how far a for-each is, and how many items have come past each of its steps', () => {
    const items = { count: 3, completed: 1, failed: 0, cancelled: 0 };
    const { nodeStates, takenEdges } = drawRun(each, 'waiting', [
      step('start', 'completed', 'out', { ordinal: 1 }),
      step('each', 'waiting', null, { ordinal: 2, items }),
      step('work', 'waiting', null, { ordinal: 3, container: 2, round: 0 }),
      step('work', 'completed', 'approved', { ordinal: 4, container: 2, round: 1 }),
    ]);
    expect(nodeStates.each?.fact).toBe('1 of 3 done');
    expect(nodeStates.work).toEqual({ status: 'waiting', stepCount: 2, progress: '1/3' });
    expect([...takenEdges]).toEqual(['in', 'back', 'body']);
  });

  it('lights the way of an event that happened beside a step', () => {
    const { takenEdges } = drawRun(each, 'waiting', [
      step('each', 'waiting', null, { ordinal: 2 }),
      step('work', 'waiting', null, { ordinal: 3, container: 2, round: 0 }),
      step('remind', 'completed', 'out', { ordinal: 4, container: 2, round: 0 }),
    ]);
    expect([...takenEdges]).toEqual(['body', 'late']);
  });
});
