import type { Definition } from '@switchyard/domain';
import * as fc from 'fast-check';
import { buildDefinition, type NodeSpec } from './definition-builder.ts';

/** A block-structured process: what people draw when they draw well. */
export type Block =
  | { readonly type: 'step' | 'stop' | 'undoable' | 'undo' }
  | {
      readonly type: 'sequence' | 'either' | 'parallel' | 'inclusive' | 'merge' | 'race';
      readonly parts: readonly Block[];
    }
  /** The first `needed` branches that arrive go on. */
  | {
      readonly type: 'partial';
      readonly parts: readonly Block[];
      readonly needed: number;
      readonly rest: 'finish' | 'cancel';
    }
  | { readonly type: 'copies'; readonly count: number; readonly part: Block }
  | { readonly type: 'forEach' | 'loop'; readonly part: Block; readonly rounds: number; readonly atOnce: number }
  /** With a way out for failures, and a timer that withdraws it. */
  | { readonly type: 'region'; readonly part: Block; readonly isGuarded: boolean };

const small = fc.integer({ min: 1, max: 3 });

type Rest = 'finish' | 'cancel';
type GroupType = 'sequence' | 'either' | 'parallel' | 'inclusive' | 'merge' | 'race';

const blocksOf = (
  leaves: readonly Block[],
  groups: readonly GroupType[],
  rests: readonly Rest[],
): fc.Arbitrary<Block> => {
  const { block } = fc.letrec<{ block: Block; leaf: Block }>((tie) => {
    const part = tie('block');
    const parts = fc.array(part, { minLength: 1, maxLength: 3 });
    const rest = fc.constantFrom(...rests);
    return {
      leaf: fc.constantFrom(...leaves),
      block: fc.oneof(
        { depthSize: 'medium', withCrossShrink: true },
        { arbitrary: tie('leaf'), weight: 3 },
        { arbitrary: fc.record({ type: fc.constantFrom(...groups), parts }), weight: 4 },
        fc.record({ type: fc.constant('partial' as const), parts, needed: small, rest }),
        fc.record({ type: fc.constant('copies' as const), count: small, part }),
        fc.record({
          type: fc.constantFrom<'forEach' | 'loop'>('forEach', 'loop'),
          part,
          rounds: fc.integer({ min: 0, max: 3 }),
          atOnce: small,
        }),
        fc.record({ type: fc.constant('region' as const), part, isGuarded: fc.boolean() }),
      ),
    };
  });
  return fc.record({ type: fc.constant('sequence' as const), parts: fc.array(block, { minLength: 1, maxLength: 4 }) });
};

const steps: readonly Block[] = Array.from({ length: 5 }, () => ({ type: 'step' }));
const calmGroups = ['sequence', 'either', 'parallel', 'inclusive', 'merge'] as const;

/** What takes the same steps in whatever order things happen. */
export const calmBlocks: fc.Arbitrary<Block> = blocksOf([...steps, { type: 'stop' }], calmGroups, ['finish']);

/** Races, withdrawals and undoing besides: what happens depends on who is first. */
export const wildBlocks: fc.Arbitrary<Block> = blocksOf(
  [...steps, { type: 'undoable' }, { type: 'undoable' }, { type: 'stop' }, { type: 'undo' }],
  [...calmGroups, 'race'],
  ['finish', 'cancel'],
);

/** Whether it may leave by fewer tokens than it was entered by. */
const mayStop = (block: Block): boolean => {
  if (block.type === 'stop') return true;
  if ('parts' in block) return block.parts.some(mayStop);
  return block.type === 'copies' && mayStop(block.part);
};

class Drawing {
  readonly nodes: Record<string, NodeSpec> = { start: 'start' };
  readonly edges: string[] = [];
  /** Whether several tokens may go along one path: what they make of a count depends on who is first. */
  isCrowded = false;
  readonly rounds = new Map<string, Rounds>();
  #count = 0;

  add(spec: NodeSpec, from: readonly string[]): string {
    this.#count += 1;
    const id = `${typeof spec === 'string' ? spec : spec.kind}${this.#count}`;
    this.nodes[id] = spec;
    this.connect(from, id);
    return id;
  }

  connect(from: readonly string[], to: string): void {
    this.edges.push(...from.map((each) => `${each}>${to}`));
  }
}

const openers = {
  either: 'decision',
  parallel: 'parallelSplit',
  merge: 'parallelSplit',
  inclusive: 'inclusiveSplit',
  race: 'race',
  partial: 'parallelSplit',
} as const;

const drawParts = (drawing: Drawing, block: Extract<Block, { parts: unknown }>, from: readonly string[]): string[] => {
  if (block.type === 'sequence')
    return block.parts.reduce<string[]>((open, part) => draw(drawing, part, open), [...from]);
  drawing.isCrowded ||= block.type === 'merge';
  const opener = drawing.add(openers[block.type], from);
  // A step that is nobody's answer yet, so that a race is open for a while.
  const first = block.type === 'race' ? 'receive' : 'set';
  const open = block.parts.flatMap((part) => draw(drawing, part, [drawing.add(first, [opener])]));
  if (open.length === 0 || block.type === 'either' || block.type === 'merge' || block.type === 'race') return open;
  if (block.type !== 'partial') return [drawing.add('join', open)];
  const isSure = !(drawing.isCrowded || block.rest === 'cancel' || block.parts.some(mayStop));
  const needed = isSure ? Math.min(block.needed, block.parts.length) : 1;
  return [drawing.add({ kind: 'join', config: { wait: 'some', needed, rest: block.rest } }, open)];
};

const drawBody = (drawing: Drawing, spec: NodeSpec, part: Block, from: readonly string[]): string => {
  const id = drawing.add(spec, from);
  drawing.connect(draw(drawing, part, [drawing.add('set', [`${id}:body`])]), id);
  return id;
};

const drawUndoable = (drawing: Drawing, from: readonly string[]): string[] => {
  const id = drawing.add('http', from);
  drawing.add('send', [`${id}:compensate`]);
  return [id];
};

const drawContainer = (
  drawing: Drawing,
  block: Exclude<Block, { parts: unknown } | { type: 'step' | 'stop' | 'undoable' | 'undo' }>,
  from: readonly string[],
): string[] => {
  if (block.type === 'copies') {
    drawing.isCrowded = true;
    const split = drawing.add({ kind: 'parallelSplit', config: { copies: block.count } }, from);
    const open = draw(drawing, block.part, [drawing.add('set', [split])]);
    return open.length === 0 ? [] : [drawing.add('join', open)];
  }
  if (block.type !== 'region') {
    const id = drawBody(drawing, block.type, block.part, from);
    drawing.rounds.set(id, { count: block.rounds, atOnce: block.atOnce });
    return [id];
  }
  const timer = { id: 'late', on: 'timer', after: 'PT1M' };
  const id = drawBody(drawing, { kind: 'region', ...(block.isGuarded ? { boundary: [timer] } : {}) }, block.part, from);
  return block.isGuarded ? [id, drawing.add('task', [`${id}:failed`]), drawing.add('task', [`${id}:late`])] : [id];
};

/** Returns the open ends: nodes from which the next element follows. */
const draw = (drawing: Drawing, block: Block, from: readonly string[]): string[] => {
  if (from.length === 0) return [];
  if ('parts' in block) return drawParts(drawing, block, from);
  switch (block.type) {
    case 'step':
      return [drawing.add('task', from)];
    case 'stop':
      drawing.add('end', from);
      return [];
    case 'undoable':
      return drawUndoable(drawing, from);
    case 'undo':
      return [drawing.add('compensate', from)];
    default:
      return drawContainer(drawing, block, from);
  }
};

export interface Rounds {
  readonly count: number;
  readonly atOnce: number;
}

export interface DrawnProcess {
  readonly definition: Definition;
  /** Of each for-each and loop, by node id. */
  readonly rounds: ReadonlyMap<string, Rounds>;
}

/** Draws the block between a start and an end. A `stop` is an end node in the middle: what follows is not reached. */
export const drawBlock = (root: Block): DrawnProcess => {
  const drawing = new Drawing();
  const open = draw(drawing, root, ['start']);
  if (open.length > 0) drawing.add('end', open);
  return { definition: buildDefinition(drawing.nodes, drawing.edges), rounds: drawing.rounds };
};
