import { type DraftDefinition, draftDefinitionSchema, type NodeKind } from '@switchyard/domain';
import Elk from 'elkjs/lib/elk.bundled.js';
import { expect, it } from 'vitest';
import { sizeOfNode } from '../model/placement.ts';
import { readPlaces, toElk } from './elk-graph.ts';

const draw = (kinds: Record<string, NodeKind>, ways: readonly string[]): DraftDefinition =>
  draftDefinitionSchema.parse({
    v: 1,
    nodes: Object.entries(kinds).map(([id, kind]) => ({
      id,
      kind,
      name: id,
      position: { x: 0, y: 0 },
      config: {},
      ...(kind === 'approval' ? { boundary: [{ id: 'late', on: 'timer', after: 'P1D' }] } : {}),
    })),
    edges: ways.map((way) => {
      const [from, port, to] = way.split(' ');
      return { id: way, from, port, to };
    }),
  });

const boxesOf = async (draft: DraftDefinition) => {
  const places = readPlaces(await new Elk().layout(toElk(draft)));
  return draft.nodes.map((node) => {
    const { x, y } = places.get(node.id) ?? { x: Number.NaN, y: Number.NaN };
    const { width, height } = sizeOfNode(draft, node);
    return { id: node.id, left: x, top: y, right: x + width, bottom: y + height };
  });
};

type Boxes = Awaited<ReturnType<typeof boxesOf>>;

const overlap = (one: Boxes[number], other: Boxes[number]): boolean =>
  one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;

const draft = draw(
  {
    start: 'start',
    each: 'forEach',
    ask: 'approval',
    book: 'http',
    unbook: 'http',
    remind: 'http',
    loop: 'loop',
    poll: 'http',
    race: 'race',
    paid: 'receive',
    wait: 'wait',
    done: 'end',
  },
  [
    'start out each',
    'each body ask',
    'ask approved book',
    'ask rejected loop',
    'ask late remind',
    'book compensate unbook',
    'book out loop',
    'loop body poll',
    'poll out loop',
    'loop out each',
    'each out race',
    'race out paid',
    'race out wait',
    'paid out done',
    'wait out done',
  ],
);

it('gives every step a place of its own, bodies inside bodies included', async () => {
  const boxes = await boxesOf(draft);
  const pairs = boxes.flatMap((one, index) => boxes.slice(index + 1).map((other) => [one, other] as const));
  expect(pairs.filter(([one, other]) => overlap(one, other) || Number.isNaN(one.left))).toEqual([]);
});

it('keeps steps that are not in a body out of the frame around it', async () => {
  const boxes = await boxesOf(draft);
  const inside = new Set(['ask', 'book', 'unbook', 'remind', 'loop', 'poll']);
  const body = boxes.filter(({ id }) => inside.has(id));
  const frame = {
    id: 'frame',
    left: Math.min(...body.map(({ left }) => left)),
    top: Math.min(...body.map(({ top }) => top)),
    right: Math.max(...body.map(({ right }) => right)),
    bottom: Math.max(...body.map(({ bottom }) => bottom)),
  };
  expect(boxes.filter((box) => !inside.has(box.id) && overlap(box, frame))).toEqual([]);
});
