import {
  boundaryEventSchema,
  type DefinitionProblem,
  type DraftNode,
  nodeConfigSchemas,
  nodeIdSchema,
} from '@switchyard/domain';
import type { z } from 'zod';
import { labelOf } from '../form/label-of.ts';
import type { DraftGraph } from './draft-graph.ts';
import { errorAt } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** `['stages', 0, 'who']` → `stages[0].who`. */
export const formatPath = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');

const describeSize = (issue: Extract<Issue, { code: 'too_small' | 'too_big' }>): string => {
  const isSmall = issue.code === 'too_small';
  const bound = Number(isSmall ? issue.minimum : issue.maximum);
  if (isSmall && bound === 1 && issue.origin !== 'number' && issue.origin !== 'int') return 'is empty';
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  return `must ${unit === '' ? 'be' : 'have'} at ${isSmall ? 'least' : 'most'} ${bound}${unit}`;
};

/** A schema issue in the words of the people who draw processes. */
export const describeIssue = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? 'is missing'
        : `must be ${issue.expected}`;
    case 'too_small':
    case 'too_big':
      return describeSize(issue);
    case 'unrecognized_keys':
      return `has fields that do not exist: ${issue.keys.join(', ')}`;
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`;
    default:
      return `is not right: ${issue.message}`;
  }
};

const readPath = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce((at: unknown, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined), value);

function* lintConfig(graph: DraftGraph, node: DraftNode): Generator<DefinitionProblem> {
  const name = graph.nameOf(node.id);
  if (!nodeIdSchema.safeParse(node.id).success) {
    const message = `The id “${node.id}” of ${name} cannot be used in expressions. Start with a lower-case letter; then letters, digits and _.`;
    yield errorAt('node-id', { nodeId: node.id }, message);
  }
  if (node.name.trim() === '')
    yield errorAt('node-name', { nodeId: node.id }, `The node “${node.id}” has no name. Give it one.`);
  const parsed = nodeConfigSchemas[node.kind].safeParse(node.config);
  for (const issue of parsed.error?.issues ?? []) {
    const path = formatPath(issue.path);
    const isBlank = readPath(node.config, issue.path) === '';
    const message = `${name}: ${labelOf(node.kind, path)} ${isBlank ? 'is empty' : describeIssue(issue)}.`;
    yield errorAt('config', { nodeId: node.id, ...(path === '' ? {} : { path }) }, message.replace(/\.\.$/, '.'));
  }
}

/** Fields of a boundary event in the words of the form. */
const boundaryLabels: Readonly<Record<string, string>> = {
  id: 'name',
  on: 'kind',
  after: 'time',
  codes: 'failures',
  message: 'message',
  key: 'key',
};

function* lintBoundaryShapes(graph: DraftGraph, node: DraftNode): Generator<DefinitionProblem> {
  for (const [index, event] of (node.boundary ?? []).entries()) {
    for (const issue of boundaryEventSchema.safeParse(event).error?.issues ?? []) {
      const [field = ''] = issue.path;
      const label = boundaryLabels[String(field)] ?? String(field);
      const message = `${graph.nameOf(node.id)}: “Event ${index + 1}${label === '' ? '' : `, ${label}`}” ${describeIssue(issue)}.`;
      const path = formatPath(['boundary', index, ...issue.path]);
      yield errorAt('config', { nodeId: node.id, path }, message.replace(/\.\.$/, '.'));
    }
  }
}

/** Each node's settings and boundary events against their schemas. */
export function* lintConfigs(graph: DraftGraph): Generator<DefinitionProblem> {
  for (const node of graph.draft.nodes) {
    yield* lintConfig(graph, node);
    yield* lintBoundaryShapes(graph, node);
  }
}
