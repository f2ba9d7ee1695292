import { lintDefinition } from '@switchyard/definition';
import { type Definition, draftDefinitionSchema } from '@switchyard/domain';
import type { z } from 'zod';
import type { nodeMappingSchema } from '../../src/run-migrations/terms.ts';

type Mapping = z.infer<typeof nodeMappingSchema>;
type Node = Definition['nodes'][number];
type Random = (count: number) => number;

export const canBePublished = (definition: Definition): boolean =>
  lintDefinition(draftDefinitionSchema.parse(definition)).every(({ severity }) => severity !== 'error');

const other = (text: unknown, one: string, another: string): string => (text === one ? another : one);

/** The same node, told to do something else. */
const changed = (node: Node): Node => {
  const config: Record<string, unknown> = { ...node.config };
  if (node.kind === 'approval') config.title = other(config.title, 'Ok?', 'Really?');
  if (node.kind === 'wait') config.for = other(config.for, 'PT10M', 'P1D');
  if (node.kind === 'receive') config.message = other(config.message, 'stir', 'ping');
  if (node.kind === 'http') config.body = other(config.body, 'vars.c', 'vars.c + 1');
  if (node.kind === 'script') config.code = `${config.code}\n`;
  if (node.kind === 'condition') config.when = other(config.when, 'vars.c > 2', 'vars.c % 2 == 0');
  if (node.kind === 'forEach') config.atOnce = config.atOnce === 1 ? 3 : 1;
  return { ...node, config } as Node;
};

const withoutBorder = (definition: Definition, node: Node): Definition => {
  const ports = new Set((node.boundary ?? []).map(({ id }) => id));
  return {
    ...definition,
    nodes: definition.nodes.map((each) => (each.id === node.id ? ({ ...each, boundary: [] } as Node) : each)),
    edges: definition.edges.filter(({ from, port }) => !(from === node.id && ports.has(port))),
  };
};

const renamed = (definition: Definition, id: string, to: string): Definition => {
  const nameOf = (each: string) => (each === id ? to : each);
  const nodes = definition.nodes.map((node) => {
    const config = node.kind === 'cancel' ? { ...node.config, nodes: node.config.nodes.map(nameOf) } : node.config;
    return { ...node, id: nameOf(node.id), config } as Node;
  });
  return {
    ...definition,
    nodes,
    edges: definition.edges.map((edge) => ({ ...edge, from: nameOf(edge.from), to: nameOf(edge.to) })),
  };
};

/** Without a node that one path leads through; undefined where more do. */
const without = (definition: Definition, id: string): Definition | undefined => {
  const [leave, ...others] = definition.edges.filter(({ from }) => from === id);
  const isNamed = definition.nodes.some((node) => node.kind === 'cancel' && node.config.nodes.includes(id));
  if (!leave || others.length > 0 || leave.port !== 'out' || leave.to === id || isNamed) return undefined;
  return {
    ...definition,
    nodes: definition.nodes.filter((node) => node.id !== id),
    edges: definition.edges
      .filter((edge) => edge !== leave)
      .map((edge) => (edge.to === id ? { ...edge, to: leave.to } : edge)),
  };
};

interface Edit {
  readonly definition: Definition;
  readonly mapping: Mapping;
}

const fateOf = (random: Random, { definition }: Edit): Mapping[string] => {
  const target = definition.nodes[random(definition.nodes.length)];
  return target && random(3) > 0 ? { continueAt: target.id } : null;
};

const editOnce = (edit: Edit, node: Node, random: Random): Edit => {
  const { definition, mapping } = edit;
  switch (random(5)) {
    case 0: {
      const next = withoutBorder(definition, node);
      return { ...edit, definition: next };
    }
    case 1: {
      const id = `${node.id}r`;
      const isTaken = definition.nodes.some((each) => each.id === id);
      if (node.kind === 'start' || isTaken) return edit;
      const next = { ...edit, definition: renamed(definition, node.id, id) };
      return { ...next, mapping: { ...mapping, [node.id]: random(4) > 0 ? { to: id } : fateOf(random, next) } };
    }
    case 2: {
      const next = node.kind === 'start' ? undefined : without(definition, node.id);
      return next
        ? { definition: next, mapping: { ...mapping, [node.id]: fateOf(random, { ...edit, definition: next }) } }
        : edit;
    }
    default:
      return {
        ...edit,
        definition: {
          ...definition,
          nodes: definition.nodes.map((each) => (each.id === node.id ? changed(each) : each)),
        },
      };
  }
};

/** The process with some nodes changed, renamed or gone, and where runs go that are there; undefined when nobody could publish it. */
export const drawNextVersion = (definition: Definition, random: Random): Edit | undefined => {
  let edit: Edit = { definition, mapping: {} };
  for (const node of definition.nodes) if (random(4) === 0) edit = editOnce(edit, node, random);
  const ids = new Set(edit.definition.nodes.map(({ id }) => id));
  // A target that a later edit took away is no target.
  const mapping = Object.fromEntries(
    Object.entries(edit.mapping).map(([id, move]) => {
      const target = move && ('to' in move ? move.to : move.continueAt);
      return [id, target !== null && !ids.has(target) ? null : move];
    }),
  );
  return canBePublished(edit.definition) ? { ...edit, mapping } : undefined;
};
