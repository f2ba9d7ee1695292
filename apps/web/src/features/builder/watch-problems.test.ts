import type { DefinitionProblem, DraftDefinition, DraftNode } from '@switchyard/domain';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDraft } from './model/builder-state.ts';
import { createBuilderStore } from './model/builder-store.ts';
import { addNode, patchNode } from './model/edits.ts';
import { watchProblems } from './watch-problems.ts';

const stepOf = (id: string): DraftNode => ({ id, kind: 'set', name: id, position: { x: 0, y: 0 }, config: {} });
const problemsOf = ({ nodes }: DraftDefinition): DefinitionProblem[] =>
  nodes.map(({ id, name }) => ({ rule: 'test', severity: 'error', message: name, nodeId: id }));

const watch = () => {
  const store = createBuilderStore(openDraft({ v: 1, nodes: [stepOf('first')], edges: [] }));
  const said: string[] = [];
  const pointer = new EventTarget();
  const stop = watchProblems({
    store,
    lint: problemsOf,
    onProblems: (problems) => said.push(problems.map(({ message }) => message).join()),
    pointer,
  });
  const point = (event: string) => pointer.dispatchEvent(new Event(event));
  const rename = (name: string) =>
    store.dispatch({ type: 'edit', label: 'Rename', edit: patchNode('first', { name }) });
  const add = (id: string) => store.dispatch({ type: 'edit', label: 'Add', edit: addNode(stepOf(id)) });
  return { said, point, rename, add, stop };
};

describe('problems while one edits', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('are said once somebody stops typing, and at once when a step comes', () => {
    const { said, rename, add } = watch();
    rename('f');
    rename('fi');
    expect(said).toEqual(['first']);
    vi.runAllTimers();
    expect(said).toEqual(['first', 'fi']);
    add('second');
    expect(said).toEqual(['first', 'fi', 'fi,second']);
    vi.runAllTimers();
    expect(said).toHaveLength(3);
  });

  it.each(['pointerup', 'pointercancel', 'dragend'])('move nothing while the pointer is down, until %s', (release) => {
    const { said, rename, add, point } = watch();
    rename('other');
    point('pointerdown');
    add('second');
    vi.runAllTimers();
    expect(said).toEqual(['first']);
    point(release);
    expect(said).toEqual(['first']);
    vi.runAllTimers();
    expect(said).toEqual(['first', 'other,second']);
  });

  it('are not said again for a click that changed nothing, nor after the end', () => {
    const { said, rename, point, stop } = watch();
    point('pointerdown');
    point('pointerup');
    vi.runAllTimers();
    rename('late');
    stop();
    vi.runAllTimers();
    expect(said).toEqual(['first']);
  });
});
