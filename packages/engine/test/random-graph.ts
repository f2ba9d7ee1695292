import type { Definition, NodeKind } from '@switchyard/domain';
import * as fc from 'fast-check';
import { buildDefinition } from './definition-builder.ts';

/** A block-structured process: what people draw when they draw well. */
export type Block =
  | { readonly type: 'step' }
  | { readonly type: 'stop' }
  | { readonly type: 'sequence' | 'either' | 'parallel'; readonly parts: readonly Block[] };

const { block } = fc.letrec<{ block: Block; leaf: Block }>((tie) => ({
  leaf: fc.constantFrom<Block>({ type: 'step' }, { type: 'step' }, { type: 'step' }, { type: 'stop' }),
  block: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc.record({
      type: fc.constantFrom<'sequence' | 'either' | 'parallel'>('sequence', 'either', 'parallel'),
      parts: fc.array(tie('block'), { minLength: 1, maxLength: 4 }),
    }),
  ),
}));
export const blockArbitrary: fc.Arbitrary<Block> = block;

/** Draws the block between a start and an end. A `stop` is an end node in the middle: what follows is not reached. */
export const drawBlock = (root: Block): Definition => {
  const nodes: Record<string, NodeKind> = { start: 'start' };
  const edges: string[] = [];
  let count = 0;
  const add = (kind: NodeKind, from: readonly string[]): string => {
    count += 1;
    const id = `${kind}${count}`;
    nodes[id] = kind;
    edges.push(...from.map((each) => `${each}>${id}`));
    return id;
  };
  /** Returns the open ends: nodes from which the next element follows. */
  const draw = (each: Block, from: readonly string[]): readonly string[] => {
    if (from.length === 0) return [];
    if (each.type === 'step') return [add('task', from)];
    if (each.type === 'stop') {
      add('end', from);
      return [];
    }
    if (each.type === 'sequence') return each.parts.reduce((open, part) => draw(part, open), from);
    const opener = add(each.type === 'either' ? 'decision' : 'parallelSplit', from);
    const open = each.parts.flatMap((part) => draw(part, [add('set', [opener])]));
    if (each.type === 'either' || open.length === 0) return open;
    return [add('join', open)];
  };
  const open = draw(root, ['start']);
  if (open.length > 0) add('end', open);
  return buildDefinition(nodes, edges);
};
