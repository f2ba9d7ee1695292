import type { DraftDefinition, DraftNode } from '@switchyard/domain';
import { describe, expect, test } from 'vitest';
import { type AddTarget, leadAction, listLeadable } from './add-target.ts';

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
