import type { DefinitionNode, JsonObject, JsonValue, NodeKind } from '@switchyard/domain';
import { parseTemplate } from './template.ts';

export type WrittenExpression = {
  readonly source: string;
  /** Dotted path inside the node's config. */
  readonly path: string;
  /** `cell`: a blank one matches all and it sees `value`. */
  readonly role: 'expression' | 'cell' | 'template';
};

type Role = 'expression' | 'cell' | 'text';

/** Where expressions and templates are written, per kind; `[]` stands for every entry of a list. */
const places: Record<NodeKind, Readonly<Record<string, Role>>> = {
  start: {},
  set: { 'assignments[].value': 'expression' },
  decision: {},
  decisionTable: {
    'inputs[].value': 'expression',
    'rules[].when[]': 'cell',
    'rules[].output[]': 'expression',
  },
  task: { 'input[].value': 'expression' },
  agent: { 'input[].value': 'expression', 'tools[].values[].value': 'expression' },
  approval: { title: 'text', description: 'text', 'facts[].value': 'expression' },
  http: { url: 'text', 'headers[].value': 'text', body: 'expression' },
  script: { 'input[].value': 'expression' },
  wait: { until: 'expression' },
  receive: { key: 'expression' },
  condition: { when: 'expression' },
  send: { key: 'expression', payload: 'expression' },
  subworkflow: { 'input[].value': 'expression' },
  forEach: { items: 'expression', collect: 'expression', stopWhen: 'expression' },
  loop: { while: 'expression', until: 'expression' },
  region: { key: 'expression' },
  race: {},
  parallelSplit: {},
  inclusiveSplit: {},
  join: {},
  cancel: {},
  compensate: {},
  end: { 'output[].value': 'expression' },
};

const stepInto = (value: JsonValue | undefined, key: string): JsonValue | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? value[key] : undefined;

/** Every value at a place, with its real path. Wrong shapes give nothing: the schema reports them. */
const valuesAt = (config: JsonObject, place: string): { path: string; value: JsonValue }[] => {
  let found: { path: string; value: JsonValue }[] = [{ path: '', value: config }];
  for (const part of place.split('.')) {
    const key = part.replace('[]', '');
    found = found.flatMap(({ path, value }) => {
      const inner = stepInto(value, key);
      const at = path === '' ? key : `${path}.${key}`;
      if (inner === undefined) return [];
      if (!part.endsWith('[]')) return [{ path: at, value: inner }];
      return Array.isArray(inner) ? inner.map((each, index) => ({ path: `${at}[${index}]`, value: each })) : [];
    });
  }
  return found;
};

const expand = (path: string, text: string, role: Role): WrittenExpression[] => {
  if (role === 'expression') return [{ source: text, path, role }];
  if (role === 'cell') return text.trim() === '' ? [] : [{ source: text, path, role }];
  const parsed = parseTemplate(text);
  return parsed.ok ? parsed.value.map(({ source }) => ({ source, path, role: 'template' as const })) : [];
};

const listTexts = (kind: NodeKind, config: JsonObject): { path: string; text: string; role: Role }[] =>
  Object.entries(places[kind]).flatMap(([place, role]) =>
    valuesAt(config, place).flatMap(({ path, value }) =>
      typeof value === 'string' ? [{ path, text: value, role }] : [],
    ),
  );

const boundaryExpressions = (boundary: readonly object[]): WrittenExpression[] =>
  boundary.flatMap((event, index) =>
    'key' in event && typeof event.key === 'string'
      ? [{ source: event.key, path: `boundary[${index}].key`, role: 'expression' as const }]
      : [],
  );

/** Every expression written in a node's config and boundary events, those inside templates included. */
export const listNodeExpressions = (node: {
  readonly kind: NodeKind;
  readonly config: object;
  readonly boundary?: readonly object[] | undefined;
}): WrittenExpression[] => [
  ...listTexts(node.kind, toJsonObject(node.config)).flatMap(({ path, text, role }) => expand(path, text, role)),
  ...boundaryExpressions(node.boundary ?? []),
];

/** Templates of a node in which a `{{` is not closed. */
export const listBrokenTemplates = (node: Pick<DefinitionNode, 'kind'> & { config: object }) =>
  listTexts(node.kind, toJsonObject(node.config)).flatMap(({ path, text, role }) => {
    const parsed = role === 'text' ? parseTemplate(text) : undefined;
    return parsed && !parsed.ok ? [{ path, message: parsed.error.message }] : [];
  });

const toJsonObject = (config: object): JsonObject => ({ ...config });
