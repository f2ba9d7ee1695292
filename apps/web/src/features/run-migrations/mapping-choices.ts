import type { Comparison, Mapping } from './migration-types.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A node at which runs of the old version have no place in the new one. */
export interface LostNode {
  readonly id: string;
  readonly name: string;
  readonly kind: string;
  /** Gone, or another kind of node under the same id. */
  readonly why: 'gone' | 'other kind';
  readonly choices: readonly Choice[];
}

const withoutPlace: ReadonlySet<string> = new Set(['start', 'join']);

/** Nodes that the new version has not, with what could become of runs that are there. */
export const listLostNodes = ({ before, after }: Pick<Comparison, 'before' | 'after'>): LostNode[] => {
  const later = new Map(after.nodes.map((node) => [node.id, node]));
  return before.nodes
    .filter(({ id, kind }) => kind !== 'start' && later.get(id)?.kind !== kind)
    .map(({ id, name, kind }) => ({
      id,
      name,
      kind,
      why: later.has(id) ? 'other kind' : 'gone',
      choices: [
        { value: '', label: 'Runs there are not moved' },
        ...after.nodes
          .filter((node) => node.kind === kind)
          .map((node) => ({ value: `to ${node.id}`, label: `It is “${node.name}” now` })),
        ...after.nodes
          .filter((node) => !withoutPlace.has(node.kind))
          .map((node) => ({ value: `at ${node.id}`, label: `Withdraw what is open, go on at “${node.name}”` })),
      ],
    }));
};

/** What the editor holds, by old node: `to new`, `at node`, or nothing. */
export type Choices = Readonly<Record<string, string>>;

/** As the API takes it; nodes without a choice keep their runs. */
export const toMapping = (choices: Choices): Mapping =>
  Object.fromEntries(
    Object.entries(choices).flatMap(([nodeId, choice]): [string, NonNullable<Mapping[string]>][] => {
      const [how, target] = choice.split(' ');
      if (!target) return [];
      return [[nodeId, how === 'to' ? { to: target } : { continueAt: target }]];
    }),
  );
