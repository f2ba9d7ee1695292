import { type DraftDefinition, draftDefinitionSchema } from '@switchyard/domain';
import { z } from 'zod';
import { type BuilderState, emptySelection, type HistoryEntry } from './builder-state.ts';
import type { DraftEdge } from './edits.ts';

/**
 * History as text that survives a reload. Neighbouring drafts share nearly all their nodes, so every node and edge
 * is stored once in a pool and a draft is two lists of places in it.
 */
const snapshotSchema = z.object({ label: z.string(), nodes: z.array(z.int()), edges: z.array(z.int()) });
const storedSchema = z.object({
  v: z.literal(1),
  /** Revision of the server's draft that `present` builds upon. */
  revision: z.int(),
  nodes: draftDefinitionSchema.shape.nodes.max(100_000),
  edges: draftDefinitionSchema.shape.edges.max(100_000),
  past: z.array(snapshotSchema),
  present: snapshotSchema,
  future: z.array(snapshotSchema),
});
type Snapshot = z.infer<typeof snapshotSchema>;

class Pool<Element> {
  readonly elements: Element[] = [];
  readonly #places = new Map<Element, number>();

  placesOf(elements: readonly Element[]): number[] {
    return elements.map((element) => {
      const known = this.#places.get(element);
      if (known !== undefined) return known;
      this.elements.push(element);
      this.#places.set(element, this.elements.length - 1);
      return this.elements.length - 1;
    });
  }
}

const write = (state: BuilderState, revision: number, depth: number): string => {
  const nodes = new Pool<DraftDefinition['nodes'][number]>();
  const edges = new Pool<DraftEdge>();
  const snapshot = ({ draft, label }: HistoryEntry): Snapshot => ({
    label,
    nodes: nodes.placesOf(draft.nodes),
    edges: edges.placesOf(draft.edges),
  });
  const present = snapshot({ draft: state.draft, label: '' });
  const past = state.past.slice(Math.max(0, state.past.length - depth)).map(snapshot);
  const future = state.future.slice(0, depth).map(snapshot);
  return JSON.stringify({ v: 1, revision, nodes: nodes.elements, edges: edges.elements, past, present, future });
};

/** As much history as fits into `maxLength` characters; undefined when not even the draft fits. */
export const writeHistory = (state: BuilderState, revision: number, maxLength: number): string | undefined => {
  for (const depth of [100, 25, 5, 0]) {
    const text = write(state, revision, depth);
    if (text.length <= maxLength) return text;
  }
  return undefined;
};

const pick = <Element>(pool: readonly Element[], places: readonly number[]): Element[] =>
  places.flatMap((place) => pool[place] ?? []);

/** The state that was written and the revision it builds upon; undefined for anything else. */
export const parseHistory = (text: string): { state: BuilderState; revision: number } | undefined => {
  const parsed = storedSchema.safeParse(parseJson(text));
  if (!parsed.success) return undefined;
  const { nodes, edges, past, present, future, revision } = parsed.data;
  const draftOf = (snapshot: Snapshot): DraftDefinition => ({
    v: 1,
    nodes: pick(nodes, snapshot.nodes),
    edges: pick(edges, snapshot.edges),
  });
  const entryOf = (snapshot: Snapshot): HistoryEntry => ({ draft: draftOf(snapshot), label: snapshot.label });
  const state = { draft: draftOf(present), past: past.map(entryOf), future: future.map(entryOf) };
  return { revision, state: { ...state, selection: emptySelection, mergeKey: null } };
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
