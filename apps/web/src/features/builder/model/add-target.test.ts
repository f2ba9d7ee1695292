import type { DraftDefinition, DraftNode } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { type AddTarget, leadAction, listLeadable, targetOfSelection } from './add-target.ts';

const node = (id: string, kind: DraftNode['kind'], name = id): DraftNode => ({
  id,
  kind,
  name,
  position: { x: 0, y: 0 },
  config: {},
});
const draft: DraftDefinition = {
  v: 1,
  nodes: [
    node('start', 'start'),
    node('ask', 'approval'),
    node('meet', 'join', 'Together'),
    node('end', 'end', 'Done'),
  ],
  edges: [
    { id: 'e1', from: 'start', to: 'ask', port: 'out', isOtherwise: false },
    { id: 'e2', from: 'ask', to: 'end', port: 'approved', isOtherwise: false },
  ],
};
const rejected: AddTarget = { type: 'after', nodeId: 'ask', port: 'rejected' };

describe('a way out', () => {
  test('may lead to a step that is there, without a mouse: not to itself, not to the start', () => {
    expect(listLeadable(draft, rejected, '').map(({ id }) => id)).toEqual(['meet', 'end']);
    expect(listLeadable(draft, rejected, 'don').map(({ id }) => id)).toEqual(['end']);
  });

  test('is not led twice to the same step', () => {
    expect(listLeadable(draft, { ...rejected, port: 'approved' }, '').map(({ id }) => id)).toEqual(['meet']);
  });

  test('that is led there is an edge like any other', () => {
    const action = leadAction(rejected, 'end');
    const edited = action?.type === 'edit' ? action.edit(draft) : draft;
    expect(edited.edges.at(-1)).toMatchObject({ from: 'ask', port: 'rejected', to: 'end' });
  });

  test('is meant only behind a step', () => {
    expect(listLeadable(draft, { type: 'edge', edgeId: 'e1' }, '')).toEqual([]);
    expect(leadAction({ type: 'end' }, 'end')).toBeUndefined();
  });
});

describe('a step added behind the selected one', () => {
  const behind = (nodeId: string, of = draft) => targetOfSelection(of, { nodeIds: [nodeId], edgeIds: [] });

  test('goes between it and what follows, for a second way from there would never be taken', () => {
    expect(behind('start')).toEqual({ type: 'edge', edgeId: 'e1' });
  });

  test('goes to a way out that leads nowhere yet', () => {
    expect(behind('ask')).toEqual({ type: 'after', nodeId: 'ask', port: 'rejected' });
    expect(behind('meet')).toEqual({ type: 'after', nodeId: 'meet', port: 'out' });
  });

  test('is a further way where ways divide, or have conditions', () => {
    const divided = (kind: DraftNode['kind'], condition?: string): DraftDefinition => ({
      ...draft,
      nodes: [node('which', kind), ...draft.nodes],
      edges: [{ id: 'e', from: 'which', to: 'end', port: 'out', isOtherwise: false, ...(condition && { condition }) }],
    });
    const further = { type: 'after', nodeId: 'which', port: 'out' };
    expect(behind('which', divided('parallelSplit'))).toEqual(further);
    expect(behind('which', divided('set', 'vars.x'))).toEqual(further);
    expect(behind('which', divided('set'))).toEqual({ type: 'edge', edgeId: 'e' });
  });
});
