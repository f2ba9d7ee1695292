import { describe, expect, it } from 'vitest';
import { bodiesAround, listBodies } from './bodies.ts';
import type { NodeKind } from './node-kinds.ts';

const draw = (kinds: Record<string, NodeKind>, ways: readonly string[]) => ({
  nodes: Object.entries(kinds).map(([id, kind]) => ({ id, kind })),
  edges: ways.map((way) => {
    const [from = '', port = '', to = ''] = way.split(' ');
    return { from, port, to };
  }),
});

const kinds = {
  start: 'start',
  each: 'forEach',
  ask: 'approval',
  inner: 'loop',
  work: 'http',
  done: 'end',
} as const satisfies Record<string, NodeKind>;

describe('bodies', () => {
  it('hold what only their port leads to, and bodies inside them', () => {
    const drawing = draw(kinds, [
      'start out each',
      'each body ask',
      'ask approved inner',
      'inner body work',
      'work out inner',
      'inner out each',
      'each out done',
    ]);
    const [each, inner] = listBodies(drawing);
    expect([...(each?.inside ?? [])]).toEqual(['ask', 'inner', 'work']);
    expect([...(inner?.inside ?? [])]).toEqual(['work']);
    expect(bodiesAround(listBodies(drawing), 'work').map(({ owner }) => owner)).toEqual(['inner', 'each']);
    expect(bodiesAround(listBodies(drawing), 'done')).toEqual([]);
  });

  it('share what something outside leads to as well', () => {
    const [body] = listBodies(draw(kinds, ['start out each', 'each body ask', 'ask approved done', 'each out done']));
    expect([...(body?.inside ?? [])]).toEqual(['ask']);
    expect([...(body?.shared ?? [])]).toEqual(['done']);
  });

  it('are also what undoes a step', () => {
    const [undoing] = listBodies(draw(kinds, ['start out work', 'work compensate ask', 'work out done']));
    expect(undoing).toMatchObject({ owner: 'work', port: 'compensate' });
    expect([...(undoing?.inside ?? [])]).toEqual(['ask']);
  });

  it('end with any drawing, however it goes round', () => {
    const [body] = listBodies(draw(kinds, ['each body each', 'each body ask', 'ask approved ask']));
    expect([...(body?.inside ?? [])]).toEqual(['ask']);
  });
});
