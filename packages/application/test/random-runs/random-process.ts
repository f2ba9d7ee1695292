import type { Definition } from '@switchyard/domain';
import * as fc from 'fast-check';
import { defineWorkflow } from '../publish-definition.ts';

/** What a process is drawn from: bodies, branches and borders nest as they like. `how` chooses among the ways to draw it. */
export type Block =
  | { readonly type: Leaf; readonly how: number }
  | { readonly type: Group; readonly parts: readonly Block[]; readonly how: number }
  | { readonly type: Wrap; readonly part: Block; readonly how: number };

const leaves = [
  'set',
  'call',
  'script',
  'wait',
  'gate',
  'receive',
  'condition',
  'send',
  'child',
  'stop',
  'undoable',
] as const;
const groups = ['sequence', 'either', 'parallel', 'inclusive', 'merge', 'race', 'partial', 'crossed'] as const;
const wraps = ['forEach', 'loop', 'region', 'critical', 'again', 'guarded', 'undone', 'cancelled', 'copies'] as const;
type Leaf = (typeof leaves)[number];
type Group = (typeof groups)[number];
type Wrap = (typeof wraps)[number];

const how = fc.nat({ max: 0xffff });

export const blocks: fc.Arbitrary<Block> = fc.letrec<{ block: Block; leaf: Block }>((tie) => ({
  leaf: fc.record({ type: fc.constantFrom(...leaves), how }),
  block: fc.oneof(
    { depthSize: 'small', maxDepth: 6, withCrossShrink: true },
    { arbitrary: tie('leaf'), weight: 4 },
    {
      arbitrary: fc.record({
        type: fc.constantFrom(...groups),
        parts: fc.array(tie('block'), { minLength: 1, maxLength: 3 }),
        how,
      }),
      weight: 4,
    },
    { arbitrary: fc.record({ type: fc.constantFrom(...wraps), part: tie('block'), how }), weight: 4 },
  ),
})).block;

type Nodes = Parameters<typeof defineWorkflow>[0][number];
type Edges = Parameters<typeof defineWorkflow>[1][number];

/** Where a path goes on: a node and the port it is left by. */
interface Open {
  readonly from: string;
  readonly port?: string;
  readonly condition?: string;
  readonly isOtherwise?: boolean;
}

/** Runs inside runs. */
export const childDepthMax = 3;

/** What is there around a process. */
export interface Outside {
  /** Answers calls; what it answers is its own choice. */
  readonly callUrl: string;
  /** Slug of a workflow that it may start. */
  readonly child?: string;
}

class Drawing {
  readonly nodes: Nodes[] = [];
  readonly edges: Edges[] = [];
  readonly outside: Outside;
  /** Bodies around what is being drawn: a for-each inside a for-each is small. */
  depth = 0;

  constructor(outside: Outside) {
    this.outside = outside;
  }

  add(kind: Nodes['kind'], config: object, from: readonly Open[], boundary?: readonly object[]): string {
    const id = `${kind}${this.nodes.length}`;
    this.nodes.push({ id, kind, config, ...(boundary ? { boundary } : {}) } as Nodes);
    this.connect(from, id);
    return id;
  }

  connect(from: readonly Open[], to: string): void {
    for (const open of from) this.edges.push({ ...open, to });
  }
}

const counter = { assignments: [{ name: 'c', value: 'vars.c + 1' }] };
const out = (from: string): Open[] => [{ from }];
const pick = <Item>(from: readonly Item[], how: number): Item => from[how % from.length] as Item;
const retry = { maxAttempts: 2, initialDelayMs: 10, maxDelayMs: 10 };

const borders = (how: number, name: string): object[] => {
  const all = [
    { id: `${name}T`, on: 'timer', after: 'PT30M', isInterrupting: how % 2 === 0 },
    { id: `${name}M`, on: 'message', message: 'stir', isInterrupting: how % 3 === 0 },
    { id: `${name}E`, on: 'error' },
  ];
  return all.filter((_, index) => (how >> index) % 2 === 1);
};

const gate = {
  title: 'Ok?',
  stages: [{ name: 'one', who: { roles: ['approver'] } }],
  isSeparationOfDuties: false,
};

const drawLeaf = (drawing: Drawing, type: Leaf, how: number, from: readonly Open[]): Open[] => {
  const { callUrl, child } = drawing.outside;
  switch (type) {
    case 'set':
      return out(drawing.add('set', counter, from));
    case 'call':
    case 'undoable': {
      const id = drawing.add('http', { url: callUrl, body: 'vars.c', isIdempotent: how % 3 > 0, retry }, from);
      if (type === 'undoable')
        drawing.add('send', { message: 'undone', isKept: how % 2 === 0 }, [{ from: id, port: 'compensate' }]);
      return how % 2 === 0 ? [...out(id), { from: id, port: 'failed' }] : out(id);
    }
    case 'script':
      return out(drawing.add('script', { code: 'export const main = (input) => input;' }, from));
    case 'wait':
      return out(drawing.add('wait', { for: pick(['PT10M', 'PT1H', 'P2D'], how) }, from));
    case 'gate': {
      const id = drawing.add('approval', how % 2 ? { ...gate, deadline: 'PT2H' } : gate, from);
      const ports = ['approved', 'rejected', 'changes', ...(how % 2 ? ['expired'] : [])];
      return ports.map((port) => ({ from: id, port }));
    }
    case 'receive':
      return out(
        drawing.add('receive', { message: pick(['stir', 'ping'], how), ...(how % 3 ? {} : { key: '"all"' }) }, from),
      );
    case 'condition':
      return out(
        drawing.add('condition', { when: pick(['vars.c > 2', 'size(run.active) < 2', 'vars.c % 2 == 0'], how) }, from),
      );
    case 'send':
      return out(
        drawing.add(
          'send',
          {
            message: pick(['stir', 'ping'], how),
            to: how % 3 ? 'one' : 'all',
            isKept: how % 2 === 0,
            ...(how % 5 > 2 ? { key: '"all"' } : {}),
          },
          from,
        ),
      );
    case 'child': {
      if (child === undefined) return out(drawing.add('set', counter, from));
      const events = borders(how >> 3, `b${drawing.nodes.length}`);
      const id = drawing.add(
        'subworkflow',
        { workflow: child, isAwaited: how % 4 > 0, depthMax: childDepthMax },
        from,
        events,
      );
      return [...out(id), ...events.map((event) => ({ from: id, port: (event as { id: string }).id }))];
    }
    case 'stop':
      drawing.add('end', how % 7 === 0 ? { ends: 'run' } : {}, from);
      return [];
  }
};

const conditions = ['vars.c % 2 == 0', 'vars.c % 3 == 1', 'true', 'vars.c < 4'];

const drawSplit = (drawing: Drawing, block: Extract<Block, { parts: unknown }>, from: readonly Open[]): Open[][] => {
  const { type, how, parts } = block;
  const kind = ({ either: 'decision', inclusive: 'inclusiveSplit', crossed: 'inclusiveSplit', race: 'race' } as const)[
    type as string
  ];
  const id = drawing.add(kind ?? 'parallelSplit', {}, from);
  const isChosen = kind === 'decision' || kind === 'inclusiveSplit';
  return parts.map((part, index) => {
    const isLast = index === parts.length - 1;
    const way = isChosen ? (isLast ? { isOtherwise: true } : { condition: pick(conditions, how + index) }) : {};
    const first = type === 'race' ? drawing.add('receive', { message: 'stir' }, [{ from: id, ...way }]) : undefined;
    // A path needs a node of its own: two edges from one split to one node are the same way twice.
    const begin = first ?? drawing.add('set', counter, [{ from: id, ...way }]);
    return draw(drawing, part, out(begin));
  });
};

const drawGroup = (drawing: Drawing, block: Extract<Block, { parts: unknown }>, from: readonly Open[]): Open[] => {
  const { type, how, parts } = block;
  if (type === 'sequence') return parts.reduce<Open[]>((open, part) => draw(drawing, part, open), [...from]);
  const ends = drawSplit(drawing, block, from);
  const open = ends.flat();
  if (open.length === 0 || type === 'either' || type === 'merge' || type === 'race') return open;
  if (type === 'crossed') {
    const other = drawSplit(drawing, { ...block, how: how + 1 }, out(drawing.add('set', counter, open.slice(0, 1))));
    const rest = [...open.slice(1), ...other.flat()];
    return rest.length === 0 ? [] : out(drawing.add('join', {}, rest));
  }
  const config =
    type === 'partial'
      ? { wait: 'some', needed: 1 + (how % Math.max(1, open.length)), rest: how % 2 ? 'cancel' : 'finish' }
      : { wait: type === 'parallel' && how % 3 === 0 ? 'every' : 'taken' };
  return out(drawing.add('join', config, open));
};

const drawBody = (drawing: Drawing, id: string, part: Block): void => {
  drawing.depth += 1;
  const begin = drawing.add('set', counter, [{ from: id, port: 'body' }]);
  drawing.connect(draw(drawing, part, out(begin)), id);
  drawing.depth -= 1;
};

const drawContainer = (
  drawing: Drawing,
  { type, part, how }: Extract<Block, { part: Block }>,
  from: readonly Open[],
): Open[] => {
  const events = how % 3 === 0 ? borders(how >> 2, `b${drawing.nodes.length}`) : [];
  const configs = {
    forEach: {
      items: drawing.depth > 0 ? '[1, 2]' : pick(['[]', '[1]', '[1, 2, 3]', '[1, 2, 3, 4]'], how >> 1),
      atOnce: 1 + (how % 3),
      collect: 'vars.c',
      onItemFailure: how % 2 ? 'continue' : 'fail',
      rest: how % 5 > 2 ? 'finish' : 'cancel',
      ...(how % 4 === 1 ? { stopWhen: 'round.completed >= 2' } : {}),
    },
    loop: how % 2 ? { until: 'round.index >= 1' } : { while: 'vars.c < 6', roundsMax: 5 },
    region: {},
    critical: { key: pick(['"k"', '"k" + string(vars.c % 2)', 'run.id'], how), atOnce: 1 + (how % 2) },
  };
  const kind = type === 'critical' ? 'region' : type;
  const id = drawing.add(kind as Nodes['kind'], configs[type as keyof typeof configs], from, events);
  drawBody(drawing, id, part);
  return [
    ...out(id),
    ...(how % 2 ? [{ from: id, port: 'failed' }] : []),
    ...events.map((event) => ({ from: id, port: (event as { id: string }).id })),
  ];
};

const drawWrap = (drawing: Drawing, block: Extract<Block, { part: Block }>, from: readonly Open[]): Open[] => {
  const { type, part, how } = block;
  switch (type) {
    case 'again': {
      const head = drawing.add('set', counter, from);
      const open = draw(drawing, part, out(head));
      if (open.length === 0) return [];
      const choice = drawing.add('decision', {}, out(drawing.add('set', counter, open)));
      drawing.connect([{ from: choice, condition: `vars.c < ${2 + (how % 6)}` }], head);
      return [{ from: choice, isOtherwise: true }];
    }
    case 'guarded': {
      const from_ = draw(drawing, part, from);
      const events = borders((how % 7) + 1, `b${drawing.nodes.length}`).filter(
        (event) => (event as { on: string }).on !== 'error',
      );
      const id = drawing.add('receive', { message: 'ping' }, from_, events);
      return from_.length === 0
        ? []
        : [...out(id), ...events.map((event) => ({ from: id, port: (event as { id: string }).id }))];
    }
    case 'undone': {
      const open = draw(drawing, part, from);
      return open.length === 0 ? [] : out(drawing.add('compensate', {}, open));
    }
    case 'cancelled': {
      const before = drawing.nodes.length;
      const split = drawing.add('parallelSplit', {}, from);
      const open = draw(drawing, part, out(drawing.add('set', counter, [{ from: split }])));
      const inside = drawing.nodes.slice(before + 1).map(({ id }) => id);
      const wait = drawing.add('receive', { message: 'stir' }, [{ from: split }]);
      const cancel = drawing.add('cancel', { nodes: inside.slice(0, 1 + (how % 4)) }, out(wait));
      return how % 2 ? [...open, ...out(cancel)] : out(drawing.add('join', {}, [...open, ...out(cancel)]));
    }
    case 'copies': {
      const split = drawing.add('parallelSplit', { copies: 1 + (how % 3) }, from);
      const open = draw(drawing, part, out(drawing.add('set', counter, [{ from: split }])));
      if (open.length === 0) return [];
      return how % 2 ? open : out(drawing.add('join', {}, open));
    }
    default:
      return drawContainer(drawing, block, from);
  }
};

const draw = (drawing: Drawing, block: Block, from: readonly Open[]): Open[] => {
  if (from.length === 0) return [];
  if ('parts' in block) return drawGroup(drawing, block, from);
  return 'part' in block ? drawWrap(drawing, block, from) : drawLeaf(drawing, block.type, block.how, from);
};

/** The process as it could be published, between a start and an end. */
export const drawProcess = (
  block: Block,
  outside: Outside,
  settings: NonNullable<Definition['settings']>,
): Definition => {
  const drawing = new Drawing(outside);
  const start = drawing.add('start', { triggers: [{ type: 'api' }, { type: 'webhook' }] }, []);
  const set = drawing.add('set', { assignments: [{ name: 'c', value: '0' }] }, out(start));
  const open = draw(drawing, block, out(set));
  if (open.length > 0) drawing.add('end', {}, open);
  return { ...defineWorkflow(drawing.nodes, drawing.edges), settings };
};
