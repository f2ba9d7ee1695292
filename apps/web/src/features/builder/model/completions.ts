import type { DataSchema, DraftDefinition, DraftNode, JsonValue } from '@switchyard/domain';
import { bodiesAround, dataSchemaSchema, listBodies } from '@switchyard/domain';
import type { BuilderReferences } from './builder-api.ts';
import { readPath } from './config-path.ts';

export interface Completion {
  readonly text: string;
  readonly hint: string;
}

const texts = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];

const schemaOf = (value: JsonValue | undefined): DataSchema | undefined => dataSchemaSchema.safeParse(value).data;

const fieldsOf = (prefix: string, schema: DataSchema | undefined, depth = 0): Completion[] =>
  Object.entries(schema?.properties ?? {}).flatMap(([name, field]) => [
    { text: `${prefix}.${name}`, hint: field.title ?? field.type },
    ...(depth < 2 && field.type === 'object' ? fieldsOf(`${prefix}.${name}`, field, depth + 1) : []),
  ]);

/** Nodes from which there is a way to this one: only they can have been before it. */
export const listEarlierNodes = (draft: DraftDefinition, nodeId: string): DraftNode[] => {
  const origins = new Map<string, string[]>();
  for (const { from, to } of draft.edges) {
    const known = origins.get(to);
    if (known) known.push(from);
    else origins.set(to, [from]);
  }
  const before = new Set(origins.get(nodeId));
  // A set is walked to its end, what is added on the way included.
  for (const id of before) for (const origin of origins.get(id) ?? []) before.add(origin);
  return draft.nodes.filter((node) => before.has(node.id));
};

const outputsOf = (node: DraftNode, references: BuilderReferences): Completion[] => {
  const prefix = `steps.${node.id}.output`;
  switch (node.kind) {
    case 'task':
    case 'agent': {
      const task = references.tasks?.find(({ slug }) => slug === node.config.task);
      return [{ text: prefix, hint: node.name }, ...fieldsOf(prefix, task?.output)];
    }
    case 'decisionTable':
      return texts(node.config.outputs).map((name) => ({ text: `${prefix}.${name}`, hint: node.name }));
    case 'forEach':
      return [
        { text: `${prefix}.results`, hint: `${node.name}: the result of each item, in order` },
        { text: `${prefix}.count`, hint: `${node.name}: how many items` },
      ];
    case 'script':
    case 'receive':
    case 'subworkflow':
      return [{ text: prefix, hint: node.name }];
    case 'http':
      return ['status', 'body'].map((name) => ({ text: `${prefix}.${name}`, hint: node.name }));
    case 'approval':
      return [
        { text: prefix, hint: `${node.name}: the decision` },
        ...fieldsOf(`${prefix}.form`, schemaOf(node.config.form)),
      ];
    default:
      return [];
  }
};

const variablesOf = (node: DraftNode): Completion[] => {
  const { assignments } = node.config;
  if (node.kind !== 'set' || !Array.isArray(assignments)) return [];
  return assignments.flatMap((_, index) => {
    const name = readPath(node.config, `assignments.${index}.name`);
    return typeof name === 'string' && name !== '' ? [{ text: `vars.${name}`, hint: node.name }] : [];
  });
};

const always: readonly Completion[] = [
  { text: 'run.id', hint: 'Id of the run' },
  { text: 'run.startedAt', hint: 'When the run began' },
  { text: 'run.scheduledAt', hint: 'The tick that started the run; null when no schedule did' },
  { text: 'run.requester', hint: 'Who started the run' },
];

/** The body of the node itself, whose rounds it asks about, and those around it. */
const listOwners = (draft: DraftDefinition, node: DraftNode): DraftNode[] => {
  const bodies = listBodies(draft);
  const owners = bodiesAround(bodies, node.id).map(({ owner }) => owner);
  const isContainer = node.kind === 'forEach' || node.kind === 'loop';
  return (isContainer ? [node.id, ...owners] : owners).flatMap(
    (id) => draft.nodes.find((each) => each.id === id) ?? [],
  );
};

const listInside = (draft: DraftDefinition, { id }: DraftNode): DraftNode[] => {
  const inside = new Set(listBodies(draft).flatMap((body) => (body.owner === id ? [...body.inside] : [])));
  return draft.nodes.filter((each) => inside.has(each.id));
};

/** What a step inside a body knows of its round. */
const roundNames = (draft: DraftDefinition, node: DraftNode): Completion[] => {
  const owners = listOwners(draft, node);
  const [owner] = owners;
  if (!owner) return [];
  const giver = owners.find(({ kind }) => kind !== 'loop' && kind !== 'region');
  const progress = ['count', 'completed', 'failed'].map((name) => ({
    text: `round.${name}`,
    hint: `Items of ${owner.name}`,
  }));
  const hint = giver?.kind === 'forEach' ? `The item of ${giver.name}` : `What ${giver?.name ?? ''} gave`;
  return [
    ...(giver ? [{ text: 'item', hint }] : []),
    { text: 'round.index', hint: 'Which round, from 0' },
    ...(owner.kind === 'forEach' ? progress : []),
  ];
};

/** Every name an expression at this node may use, nearest things first. */
export const listCompletions = (
  draft: DraftDefinition,
  nodeId: string,
  references: BuilderReferences,
): Completion[] => {
  const node = draft.nodes.find((each) => each.id === nodeId);
  const start = draft.nodes.find((each) => each.kind === 'start');
  const earlier = [...listEarlierNodes(draft, nodeId), ...(node ? listInside(draft, node) : [])];
  const sources = texts(node?.config.sources).map((slug) => ({
    text: `sources.${slug.replaceAll('-', '_')}`,
    hint: references.sources?.find((each) => each.slug === slug)?.name ?? 'Source of truth',
  }));
  const all = [
    ...(node?.kind === 'decisionTable' ? [{ text: 'value', hint: 'The value of this column' }] : []),
    ...(node ? roundNames(draft, node) : []),
    ...fieldsOf('input', schemaOf(start?.config.input)),
    ...[...earlier, ...(node ? [node] : [])].flatMap(variablesOf),
    ...earlier.toReversed().flatMap((each) => outputsOf(each, references)),
    ...sources,
    ...always,
  ];
  return [...new Map(all.toReversed().map((each) => [each.text, each])).values()].toReversed();
};

/** The word being typed before the caret, and what may replace it. */
export const matchCompletions = (
  source: string,
  caret: number,
  completions: readonly Completion[],
): { readonly start: number; readonly matches: readonly Completion[] } => {
  const word = /[A-Za-z_][\w.]*$/.exec(source.slice(0, caret))?.[0] ?? '';
  const wanted = word.toLowerCase();
  const matches = completions.filter(({ text }) => {
    const name = text.toLowerCase();
    return name !== wanted && (name.startsWith(wanted) || (wanted.length > 1 && name.includes(wanted)));
  });
  const ranked = matches.toSorted(
    (one, other) =>
      Number(other.text.toLowerCase().startsWith(wanted)) - Number(one.text.toLowerCase().startsWith(wanted)),
  );
  return { start: caret - word.length, matches: ranked.slice(0, 8) };
};
