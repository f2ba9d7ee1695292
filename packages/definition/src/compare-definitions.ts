import { type DraftDefinition, definitionSettingsSchema, type JsonObject, type JsonValue } from '@switchyard/domain';

export interface FieldChange {
  /** Dotted path inside the node or edge, such as `config.stages[0].name`. */
  readonly path: string;
  /** Absent: the field did not exist. */
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

export interface ElementChange {
  readonly id: string;
  /** For people: the node's name, or `from → to` of an edge. */
  readonly label: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly changes: readonly FieldChange[];
}

export interface DefinitionComparison {
  readonly nodes: readonly ElementChange[];
  readonly edges: readonly ElementChange[];
  /** Of the settings of the whole; paths begin with `settings`. */
  readonly settings: readonly FieldChange[];
  /** True when nothing but positions on the canvas differs. */
  readonly isSame: boolean;
}

interface Element {
  readonly id: string;
  readonly label: string;
  readonly fields: JsonValue;
}

const isObject = (value: JsonValue | undefined): value is Record<string, JsonValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Values = readonly [before: JsonValue | undefined, after: JsonValue | undefined];

const change = (path: string, [before, after]: Values): FieldChange => ({
  path,
  ...(before === undefined ? {} : { before }),
  ...(after === undefined ? {} : { after }),
});

/** The parts of two objects or two lists, side by side; undefined for anything that is compared as a whole. */
const listParts = ([before, after]: Values, path: string): [string, Values][] | undefined => {
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.map((key) => [path === '' ? key : `${path}.${key}`, [before[key], after[key]]]);
  }
  if (!(Array.isArray(before) && Array.isArray(after))) return undefined;
  const longer = before.length > after.length ? before : after;
  return longer.map((_, index) => [`${path}[${index}]`, [before[index], after[index]]]);
};

const compareValues = (values: Values, path: string): FieldChange[] => {
  const parts = listParts(values, path);
  if (parts) return parts.flatMap(([at, each]) => compareValues(each, at));
  return values[0] === values[1] ? [] : [change(path, values)];
};

const compareElements = (before: readonly Element[], after: readonly Element[]): ElementChange[] => {
  const earlier = new Map(before.map((element) => [element.id, element]));
  const later = new Set(after.map(({ id }) => id));
  const kept = after.flatMap(({ id, label, fields }): ElementChange[] => {
    const match = earlier.get(id);
    if (!match) return [{ id, label, kind: 'added', changes: [] }];
    const changes = compareValues([match.fields, fields], '');
    return changes.length === 0 ? [] : [{ id, label, kind: 'changed', changes }];
  });
  const removed = before.filter(({ id }) => !later.has(id));
  return [...kept, ...removed.map(({ id, label }): ElementChange => ({ id, label, kind: 'removed', changes: [] }))];
};

const listNodes = ({ nodes }: DraftDefinition): Element[] =>
  nodes.map(({ id, name, kind, description, config, boundary = [] }) => ({
    id,
    label: name,
    fields: {
      name,
      kind,
      config,
      ...(description === undefined ? {} : { description }),
      // By name, so that taking out the first does not change the others.
      ...(boundary.length === 0 ? {} : { boundary: byId(boundary) }),
    },
  }));

const byId = (events: readonly JsonObject[]): JsonObject =>
  Object.fromEntries(events.map((event, index) => [typeof event.id === 'string' ? event.id : `${index}`, event]));

/** Left out means the same as written out. */
const filled = ({ settings = {} }: DraftDefinition): JsonObject => {
  const { runs, ...plain } = {
    ...definitionSettingsSchema.parse({}),
    ...definitionSettingsSchema.safeParse(settings).data,
  };
  const { key, ...limit } = runs ?? {};
  return { ...plain, ...(runs ? { runs: { ...limit, ...(key === undefined ? {} : { key }) } } : {}) };
};

/** Order counts between edges that leave one port, because they are tried in turn. */
const listEdges = ({ nodes, edges }: DraftDefinition): Element[] => {
  const names = new Map(nodes.map(({ id, name }) => [id, name]));
  const counts = new Map<string, number>();
  return edges.map(({ id, condition, label, ...edge }) => {
    const way = `${edge.from} ${edge.port}`;
    const order = (counts.get(way) ?? 0) + 1;
    counts.set(way, order);
    const texts = { ...(condition === undefined ? {} : { condition }), ...(label === undefined ? {} : { label }) };
    const fields = { from: edge.from, to: edge.to, port: edge.port, isOtherwise: edge.isOtherwise, order, ...texts };
    return { id, label: `${names.get(edge.from) ?? edge.from} → ${names.get(edge.to) ?? edge.to}`, fields };
  });
};

/** What changed from `before` to `after`, matched by id; nodes that only moved on the canvas are not changes. */
export const compareDefinitions = (before: DraftDefinition, after: DraftDefinition): DefinitionComparison => {
  const nodes = compareElements(listNodes(before), listNodes(after));
  const edges = compareElements(listEdges(before), listEdges(after));
  const settings = compareValues([filled(before), filled(after)], 'settings');
  return { nodes, edges, settings, isSame: nodes.length + edges.length + settings.length === 0 };
};
