import { type DraftDefinition, type DraftNode, type NodeKind, nodeKinds, portsOf } from '@switchyard/domain';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BuilderState, openDraft, reduceBuilder } from './builder-state.ts';
import * as edits from './edits.ts';
import { copyFragment, parseFragment, pasteFragment, writeFragment } from './fragment.ts';
import { nextNodeId, nodeIdsOf } from './next-id.ts';
import { parseHistory, writeHistory } from './stored-history.ts';

const nodeOf = (draft: DraftDefinition, kind: NodeKind): DraftNode => ({
  id: nextNodeId(nodeIdsOf(draft), kind),
  kind,
  name: kind,
  position: { x: 0, y: 0 },
  config: kind === 'set' ? { assignments: [{ name: 'a', value: 'steps.task.output.x' }] } : {},
});

type Command = (draft: DraftDefinition) => edits.Edit;
const nodeAt = (draft: DraftDefinition, at: number) => draft.nodes[at % Math.max(1, draft.nodes.length)]?.id ?? 'none';
const edgeAt = (draft: DraftDefinition, at: number) => draft.edges[at % Math.max(1, draft.edges.length)]?.id ?? 'none';

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom(...nodeKinds).map(
    (kind): Command =>
      (draft) =>
        edits.addNode(nodeOf(draft, kind)),
  ),
  fc.tuple(fc.nat(40), fc.nat(40), fc.nat(5)).map(
    ([from, to, port]): Command =>
      (draft) => {
        const origin = draft.nodes[from % Math.max(1, draft.nodes.length)];
        const ports = origin ? portsOf(origin) : [];
        return edits.connect({
          from: origin?.id ?? '',
          port: ports[port % Math.max(1, ports.length)] ?? 'out',
          to: nodeAt(draft, to),
        });
      },
  ),
  fc.tuple(fc.constantFrom(...nodeKinds), fc.nat(40)).map(
    ([kind, at]): Command =>
      (draft) =>
        edits.insertOnEdge(nodeOf(draft, kind), edgeAt(draft, at)),
  ),
  fc.nat(40).map(
    (at): Command =>
      (draft) =>
        edits.removeElements(new Set([nodeAt(draft, at)])),
  ),
  fc.nat(40).map(
    (at): Command =>
      (draft) =>
        edits.removeElements(new Set(), new Set([edgeAt(draft, at)])),
  ),
  fc.tuple(fc.nat(40), fc.uniqueArray(fc.constantFrom('late', 'caught', 'told'))).map(
    ([at, ids]): Command =>
      (draft) =>
        edits.setBoundary(
          nodeAt(draft, at),
          ids.map((id) => ({ id, on: 'timer', after: 'P1D' })),
        ),
  ),
  fc.tuple(fc.nat(40), fc.constantFrom('late', 'caught', 'told', 'out')).map(
    ([at, to]): Command =>
      (draft) =>
        edits.renameBoundary(nodeAt(draft, at), 'late', to),
  ),
  fc.array(fc.nat(40)).map(
    (at): Command =>
      (draft) =>
        pasteFragment(copyFragment(draft, new Set(at.map((each) => nodeAt(draft, each))))),
  ),
  fc.nat(40).map(
    (at): Command =>
      (draft) =>
        edits.renameNodeId(nodeAt(draft, at), `renamed${at}`),
  ),
  fc.tuple(fc.nat(40), fc.nat(40)).map(
    ([edge, to]): Command =>
      (draft) => {
        const moved = draft.edges.find((each) => each.id === edgeAt(draft, edge));
        return moved
          ? edits.reconnectEdge(moved.id, { from: moved.from, port: moved.port, to: nodeAt(draft, to) })
          : (same) => same;
      },
  ),
  fc.nat(40).map(
    (at): Command =>
      (draft) =>
        edits.moveNodes(new Map([[nodeAt(draft, at), { x: at, y: at }]])),
  ),
);

const play = (commands: readonly Command[], state: BuilderState = openDraft({ v: 1, nodes: [], edges: [] })) =>
  commands.reduce((each, next) => reduceBuilder(each, { type: 'edit', label: 'Edit', edit: next(each.draft) }), state);

const commands = fc.array(command, { maxLength: 40 });

describe('builder state', () => {
  it('never holds a dangling edge, a doubled id, an edge into a start or out of an end', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const { draft } = play(list);
        const ids = draft.nodes.map((node) => node.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(new Set(draft.edges.map((edge) => edge.id)).size).toBe(draft.edges.length);
        for (const edge of draft.edges) {
          const from = draft.nodes.find((node) => node.id === edge.from);
          const to = draft.nodes.find((node) => node.id === edge.to);
          expect(from && portsOf(from).includes(edge.port)).toBe(true);
          expect(to && to.kind !== 'start').toBe(true);
        }
      }),
    );
  });

  it('comes back to the same draft after undoing and redoing everything', () => {
    fc.assert(
      fc.property(commands, (list) => {
        const end = play(list);
        let state = end;
        while (state.past.length > 0) state = reduceBuilder(state, { type: 'undo' });
        expect(state.draft).toEqual({ v: 1, nodes: [], edges: [] });
        while (state.future.length > 0) state = reduceBuilder(state, { type: 'redo' });
        expect(state.draft).toBe(end.draft);
        expect(state.past).toEqual(end.past);
      }),
    );
  });

  it('undoes a redo to the very same draft at every point of its history', () => {
    fc.assert(
      fc.property(commands, fc.nat(40), (list, back) => {
        let state = play(list);
        for (let step = 0; step < back; step += 1) state = reduceBuilder(state, { type: 'undo' });
        const redone = reduceBuilder(state, { type: 'redo' });
        if (redone !== state) expect(reduceBuilder(redone, { type: 'undo' }).draft).toBe(state.draft);
      }),
    );
  });

  it('survives a reload with its whole history', () => {
    fc.assert(
      fc.property(commands, fc.nat(20), (list, back) => {
        let state = play(list);
        for (let step = 0; step < back; step += 1) state = reduceBuilder(state, { type: 'undo' });
        const text = writeHistory(state, 7, 5_000_000) ?? '';
        expect(parseHistory(text)).toEqual({ revision: 7, state: { ...state, mergeKey: null } });
      }),
    );
  });

  it('keeps the draft and gives up old history when storage is small', () => {
    const state = play([
      (draft) => edits.addNode(nodeOf(draft, 'task')),
      (draft) => edits.addNode(nodeOf(draft, 'end')),
    ]);
    const whole = writeHistory(state, 1, 1_000_000) ?? '';
    const short = writeHistory(state, 1, whole.length - 1) ?? '';
    expect(parseHistory(short)?.state.draft).toEqual(state.draft);
    expect(writeHistory(state, 1, 10)).toBeUndefined();
  });

  it('takes typing into one field as one step back', () => {
    const start = play([(draft) => edits.addNode(nodeOf(draft, 'task'))]);
    const typed = ['a', 'ab', 'abc'].reduce(
      (state, name) =>
        reduceBuilder(state, {
          type: 'edit',
          label: 'Rename',
          mergeKey: 'name',
          edit: edits.patchNode('task', { name }),
        }),
      start,
    );
    expect(reduceBuilder(typed, { type: 'undo' }).draft).toBe(start.draft);
  });

  it('selects only what exists', () => {
    const start = reduceBuilder(play([(draft) => edits.addNode(nodeOf(draft, 'task'))]), {
      type: 'select',
      selection: { nodeIds: ['task'], edgeIds: [] },
    });
    expect(reduceBuilder(start, { type: 'undo' }).selection.nodeIds).toEqual([]);
  });
});

describe('clipboard', () => {
  const draft = play([
    (each) => edits.addNode(nodeOf(each, 'task')),
    (each) => edits.addNode(nodeOf(each, 'set'), { from: 'task', port: 'out' }),
  ]).draft;

  it('lets a copied expression read the copy when its source was copied too', () => {
    const pasted = pasteFragment(copyFragment(draft, new Set(['task', 'values'])))(draft);
    const copy = pasted.nodes.find((node) => node.id === 'values2');
    expect(copy?.config).toEqual({ assignments: [{ name: 'a', value: 'steps.task2.output.x' }] });
    expect(pasted.edges.at(-1)).toMatchObject({ from: 'task2', to: 'values2' });
  });

  it('leaves a copied expression alone when its source was not copied', () => {
    const pasted = pasteFragment(copyFragment(draft, new Set(['values'])))(draft);
    expect(pasted.nodes.at(-1)?.config).toEqual({ assignments: [{ name: 'a', value: 'steps.task.output.x' }] });
  });

  it('reads what it wrote and refuses everything else', () => {
    const fragment = copyFragment(draft, new Set(['task']));
    expect(parseFragment(writeFragment(fragment))).toEqual(fragment);
    expect(parseFragment('hello')).toBeUndefined();
    expect(parseFragment('{"kind":"switchyard/fragment","nodes":7}')).toBeUndefined();
  });
});

describe('edits', () => {
  it('follows a renamed node in every expression that reads it', () => {
    const draft = play([
      (each) => edits.addNode(nodeOf(each, 'task')),
      (each) => edits.addNode(nodeOf(each, 'set'), { from: 'task', port: 'out' }),
      () => edits.patchEdge('e1', { condition: 'steps["task"].output.y > steps.task2.output.z' }),
      () => edits.renameNodeId('task', 'extract'),
    ]).draft;
    expect(draft.nodes[1]?.config).toEqual({ assignments: [{ name: 'a', value: 'steps.extract.output.x' }] });
    expect(draft.edges[0]).toMatchObject({
      from: 'extract',
      condition: 'steps["extract"].output.y > steps.task2.output.z',
    });
  });

  it('keeps a chain connected when one of its steps is removed', () => {
    const draft = play([
      (each) => edits.addNode(nodeOf(each, 'task')),
      (each) => edits.addNode(nodeOf(each, 'set'), { from: 'task', port: 'out' }),
      (each) => edits.addNode(nodeOf(each, 'end'), { from: 'values', port: 'out' }),
      () => edits.removeElements(new Set(['values'])),
    ]).draft;
    expect(draft.edges).toEqual([expect.objectContaining({ from: 'task', to: 'end' })]);
  });

  it('takes the paths of a boundary event with it, and leads them on when it is renamed', () => {
    const timed = play([
      (each) => edits.addNode(nodeOf(each, 'wait')),
      () => edits.setBoundary('wait', [{ id: 'late', on: 'timer', after: 'P1D' }]),
      (each) => edits.addNode(nodeOf(each, 'end'), { from: 'wait', port: 'late' }),
      () => edits.renameBoundary('wait', 'late', 'overdue'),
    ]).draft;
    expect(timed.edges).toEqual([expect.objectContaining({ from: 'wait', port: 'overdue', to: 'end' })]);
    expect(edits.renameBoundary('wait', 'overdue', 'out')(timed)).toBe(timed);
    const bare = edits.setBoundary('wait', [])(timed);
    expect(bare.edges).toEqual([]);
    expect(bare.nodes[0]).not.toHaveProperty('boundary');
  });

  it('goes on by “out” through a step put onto a path, even where a body begins before it', () => {
    const draft = play([
      (each) => edits.addNode(nodeOf(each, 'task')),
      (each) => edits.addNode(nodeOf(each, 'end'), { from: 'task', port: 'out' }),
      (each) => edits.insertOnEdge(nodeOf(each, 'forEach'), 'e1'),
    ]).draft;
    expect(draft.edges.at(-1)).toMatchObject({ from: 'each', port: 'out', to: 'end' });
  });

  it('lets a body be led back into its container', () => {
    const draft = play([
      (each) => edits.addNode(nodeOf(each, 'forEach')),
      (each) => edits.addNode(nodeOf(each, 'wait'), { from: 'each', port: 'body' }),
      () => edits.connect({ from: 'wait', port: 'out', to: 'each' }),
    ]).draft;
    expect(draft.edges).toHaveLength(2);
  });

  it('follows a renamed node in what is cancelled and in the keys of events', () => {
    const draft = play([
      (each) => edits.addNode(nodeOf(each, 'task')),
      (each) => edits.addNode({ ...nodeOf(each, 'cancel'), config: { nodes: ['task'] } }),
      (each) => edits.addNode(nodeOf(each, 'wait')),
      () => edits.setBoundary('wait', [{ id: 'told', on: 'message', message: 'a', key: 'steps.task.output.id' }]),
      () => edits.renameNodeId('task', 'extract'),
    ]).draft;
    expect(draft.nodes[1]?.config).toEqual({ nodes: ['extract'] });
    expect(draft.nodes[2]?.boundary?.[0]?.key).toBe('steps.extract.output.id');
  });

  it('writes settings only while they fit and differ from what holds anyway', () => {
    const draft = openDraft({ v: 1, nodes: [], edges: [] }).draft;
    expect(edits.setSettings({ stepsMax: 1 })(draft)).toBe(draft);
    expect(edits.setSettings({ onFailure: 'fail' })(draft)).toBe(draft);
    const held = edits.setSettings({ onFailure: 'hold' })(draft);
    expect(held.settings).toMatchObject({ onFailure: 'hold' });
    expect(edits.setSettings({ onFailure: 'fail' })(held)).not.toHaveProperty('settings');
  });

  it('has one otherwise per way out', () => {
    const draft = play([
      (each) => edits.addNode(nodeOf(each, 'decision')),
      (each) => edits.addNode(nodeOf(each, 'end'), { from: 'decision', port: 'out' }),
      (each) => edits.addNode(nodeOf(each, 'set'), { from: 'decision', port: 'out' }),
      () => edits.patchEdge('e1', { isOtherwise: true }),
    ]).draft;
    expect(draft.edges.map((edge) => edge.isOtherwise)).toEqual([true, false]);
  });
});
