import type { DefinitionProblem, DraftNode, JsonValue } from '@switchyard/domain';
import { compileExpression } from '../expression/compile-expression.ts';
import type { ExpressionReferences } from '../expression/expression-context.ts';
import { listBrokenTemplates, listNodeExpressions } from '../expression/list-node-expressions.ts';
import type { DraftGraph } from './draft-graph.ts';
import { errorAt, warningAt } from './problem.ts';

/** An expression where it stands: `place` for the problem, `where` for the sentence. */
interface Spot {
  readonly node: DraftNode;
  readonly place: { readonly nodeId?: string; readonly edgeId?: string; readonly path?: string };
  readonly where: string;
  readonly source: string;
  /** May read `value`: only cells of decision tables. */
  readonly isCell: boolean;
  /** A condition on a path: evaluated after its node, which it may therefore read. */
  readonly isCondition: boolean;
}

const isRecord = (value: JsonValue | undefined): value is Record<string, JsonValue> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textsOf = (value: JsonValue | undefined): string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

function* listSpots(graph: DraftGraph): Generator<Spot> {
  for (const node of graph.nodes.values()) {
    for (const { source, path, role } of listNodeExpressions(node)) {
      const place = { nodeId: node.id, path };
      yield { node, place, where: graph.nameOf(node.id), source, isCell: role === 'cell', isCondition: false };
    }
    for (const { id, to, condition } of graph.outgoing(node.id)) {
      if (condition === undefined) continue;
      const where = `The path from ${graph.nameOf(node.id)} to ${graph.nameOf(to)}`;
      yield { node, place: { edgeId: id }, where, source: condition, isCell: false, isCondition: true };
    }
  }
}

/** Variables that some node of the definition writes. */
const listVariables = (graph: DraftGraph): Set<string> =>
  new Set(
    [...graph.nodes.values()]
      .filter(({ kind }) => kind === 'set')
      .flatMap(({ config }) => (Array.isArray(config.assignments) ? config.assignments : []))
      .flatMap((each) => (isRecord(each) && typeof each.name === 'string' ? [each.name] : [])),
  );

/** Fields of the start's form; undefined when it describes none, so that anything may come. */
const listInputFields = (graph: DraftGraph): Set<string> | undefined => {
  const start = [...graph.nodes.values()].find(({ kind }) => kind === 'start');
  const input = start?.config.input;
  const properties = isRecord(input) ? input.properties : undefined;
  return isRecord(properties) && Object.keys(properties).length > 0 ? new Set(Object.keys(properties)) : undefined;
};

const sourceKinds: ReadonlySet<string> = new Set(['decision', 'decisionTable', 'task', 'agent']);

function* listSourceProblems({ node, place, where }: Spot, read: ExpressionReferences): Generator<DefinitionProblem> {
  const named = new Set(textsOf(node.config.sources).flatMap((slug) => [slug, slug.replaceAll('-', '_')]));
  if (read.sources.length > 0 && !sourceKinds.has(node.kind)) {
    const message = `${where} reads a source of truth, which only tasks, decisions and decision tables may. Read it there and use their result.`;
    return yield errorAt('source-not-allowed', place, message);
  }
  for (const slug of read.sources.filter((each) => !named.has(each))) {
    const message = `${where} reads the source “${slug}”, but it is not among the sources of ${sourceOwner(node)}. Add it there.`;
    yield errorAt('source-not-named', place, message);
  }
}

const sourceOwner = (node: DraftNode): string => `“${node.name.trim() || node.id}”`;

/** Expressions of a container that are asked between its rounds and see what they see. */
const roundFields: Readonly<Record<string, readonly string[]>> = {
  forEach: ['collect', 'stopWhen'],
  loop: ['while', 'until'],
};

const isAskedInRound = ({ node, place }: Spot): boolean =>
  place.path !== undefined && (roundFields[node.kind]?.includes(place.path) ?? false);

/** Owners of the bodies an expression is evaluated in. */
const listOwners = (graph: DraftGraph, spot: Spot): string[] => {
  const around = graph.bodiesAround(spot.node.id).map(({ owner }) => owner);
  return isAskedInRound(spot) ? [spot.node.id, ...around] : around;
};

function* listRoundProblems(graph: DraftGraph, spot: Spot, read: ExpressionReferences): Generator<DefinitionProblem> {
  const isInRound = listOwners(graph, spot).length > 0;
  for (const root of ['item', 'round'] as const) {
    if (!read.roots.includes(root) || isInRound) continue;
    const message = `${spot.where} reads “${root}”, which exists only inside a body: in a for-each, a loop, a region, or what undoes a step.`;
    yield errorAt('outside-body', spot.place, message);
  }
  const hasItem = listOwners(graph, spot).some((id) => {
    const kind = graph.nodes.get(id)?.kind;
    return kind !== 'loop' && kind !== 'region';
  });
  if (!read.roots.includes('item') || !isInRound || hasItem) return;
  const message = `${spot.where} reads “item”, but no for-each is around it. Read “round.index”, or what the step needs itself.`;
  yield errorAt('outside-body', spot.place, message);
}

const isBodyOf = (graph: DraftGraph, { node }: Spot, nodeId: string): boolean =>
  graph.bodies.some(({ owner, port, inside }) => owner === node.id && port === 'body' && inside.has(nodeId));

function* listStepProblems(graph: DraftGraph, spot: Spot, read: ExpressionReferences): Generator<DefinitionProblem> {
  for (const id of read.steps) {
    if (!graph.nodes.has(id)) {
      yield errorAt('unknown-node', spot.place, `${spot.where} reads “steps.${id}”, but no node has this id.`);
      continue;
    }
    if ((spot.isCondition && id === spot.node.id) || graph.upstreamOf(spot.node.id).has(id)) continue;
    if (isAskedInRound(spot) && isBodyOf(graph, spot, id)) continue;
    const message = `${spot.where} reads the result of ${graph.nameOf(id)}, which cannot have run before it.`;
    yield warningAt('node-not-before', spot.place, message);
  }
}

function* listReferenceProblems(
  graph: DraftGraph,
  spot: Spot,
  read: ExpressionReferences,
  [variables, inputFields]: readonly [Set<string>, Set<string> | undefined],
): Generator<DefinitionProblem> {
  const { place, where } = spot;
  if (read.roots.includes('value') && !spot.isCell) {
    yield errorAt(
      'value-outside-cell',
      place,
      `${where} reads “value”, which exists only in the cells of a decision table.`,
    );
  }
  if (read.roots.includes('output')) {
    yield errorAt(
      'output-outside-check',
      place,
      `${where} reads “output”, which exists only in a task's checks. Write steps.<node id>.output.`,
    );
  }
  if (read.roots.includes('expected')) {
    const message = `${where} reads “expected”, which exists only in the graders of a dataset.`;
    yield errorAt('output-outside-check', place, message);
  }
  yield* listRoundProblems(graph, spot, read);
  yield* listStepProblems(graph, spot, read);
  yield* listSourceProblems(spot, read);
  for (const name of read.vars.filter((each) => !variables.has(each))) {
    yield warningAt('unknown-variable', place, `${where} reads “vars.${name}”, but no node sets this variable.`);
  }
  for (const name of read.input.filter((each) => inputFields && !inputFields.has(each))) {
    yield warningAt('unknown-input', place, `${where} reads “input.${name}”, but the start's form has no such field.`);
  }
}

/** Every expression, template and condition: does it parse, and can what it reads be there? */
export function* lintExpressions(graph: DraftGraph): Generator<DefinitionProblem> {
  const known = [listVariables(graph), listInputFields(graph)] as const;
  for (const node of graph.nodes.values()) {
    for (const { path, message } of listBrokenTemplates(node)) {
      yield errorAt(
        'template',
        { nodeId: node.id, path },
        `${graph.nameOf(node.id)}: ${message} Add the missing braces.`,
      );
    }
  }
  for (const spot of listSpots(graph)) {
    const compiled = compileExpression(spot.source);
    if (compiled.ok) {
      yield* listReferenceProblems(graph, spot, compiled.value.references, known);
      continue;
    }
    const shown = spot.source.length > 80 ? `${spot.source.slice(0, 80)}…` : spot.source;
    const message = `${spot.where}: the expression “${shown}” cannot be read: ${compiled.error.message.replace(/\.$/, '')}.`;
    yield errorAt('expression', spot.place, message);
  }
}
