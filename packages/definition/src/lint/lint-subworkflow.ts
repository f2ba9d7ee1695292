import {
  type DataSchema,
  type DefinitionProblem,
  dataSchemaSchema,
  describeDataIssues,
  isDomainError,
  type JsonValue,
  type NodeOf,
} from '@switchyard/domain';
import { compileExpression } from '../expression/compile-expression.ts';
import { listNodeExpressions } from '../expression/list-node-expressions.ts';
import type { DraftGraph } from './draft-graph.ts';
import type { LintReferences } from './lint-references.ts';
import { errorAt, warningAt } from './problem.ts';

type Subworkflow = NodeOf<'subworkflow'>;

/** What a workflow takes and gives, as far as it is known. */
interface Called {
  /** Undefined: it describes no input, so that anything may come. */
  readonly input: DataSchema | undefined;
  /** Names of what its ends give; undefined where they are not known. */
  readonly outputs: readonly string[] | undefined;
}

const ownInput = (graph: DraftGraph): DataSchema | undefined => {
  const start = [...graph.nodes.values()].find(({ kind }) => kind === 'start');
  return dataSchemaSchema.safeParse(start?.config.input).data;
};

const calledBy = (
  { config }: Subworkflow,
  { workflows, ownSlug }: LintReferences,
  graph: DraftGraph,
): Called | null => {
  // A run of this very workflow follows the version that is published with this draft.
  if (config.workflow === ownSlug) return { input: ownInput(graph), outputs: undefined };
  const known = workflows?.find(({ slug }) => slug === config.workflow);
  return known?.isPublished ? { input: known.input ?? undefined, outputs: known.outputs } : null;
};

/** The value of an expression that reads nothing; undefined for every other. */
const constantOf = (source: string): JsonValue | undefined => {
  const compiled = compileExpression(source);
  if (!compiled.ok || compiled.value.references.roots.length > 0) return undefined;
  try {
    return compiled.value.evaluate({});
  } catch (thrown) {
    if (isDomainError(thrown)) return undefined;
    throw thrown;
  }
};

function* lintInput({ id, name, config }: Subworkflow, input: DataSchema): Generator<DefinitionProblem> {
  const given = new Set(config.input.map((field) => field.name));
  for (const field of input.required ?? []) {
    if (given.has(field)) continue;
    const message = `“${name}” runs “${config.workflow}”, which needs the input “${field}”. Say where it comes from.`;
    yield errorAt('workflow-input-missing', { nodeId: id, path: 'input' }, message);
  }
  const { properties } = input;
  for (const [index, field] of config.input.entries()) {
    const place = { nodeId: id, path: `input[${index}]` };
    const wanted = properties && Object.hasOwn(properties, field.name) ? properties[field.name] : undefined;
    if (properties && Object.keys(properties).length > 0 && !wanted) {
      const message = `“${name}” gives “${config.workflow}” the input “${field.name}”, which it does not have. Remove it, or add it to the start of that workflow.`;
      yield warningAt('workflow-input-unknown', place, message);
    }
    const constant = wanted && constantOf(field.value);
    const problem = wanted && constant !== undefined ? describeDataIssues(wanted, constant) : undefined;
    if (problem === undefined) continue;
    const message = `“${name}” gives “${config.workflow}” the input “${field.name}”, which does not fit: ${problem}.`;
    yield errorAt('workflow-input-misfit', place, message);
  }
}

/** What an awaited run gives beside its own output. */
const always = ['runId', 'outcome'];

const outputsRead = (source: string, nodeId: string): string[] =>
  [...source.matchAll(/\bsteps\.([A-Za-z_]\w*)\.output\.([A-Za-z_]\w*)/g)].flatMap(([, step, field]) =>
    step === nodeId && field !== undefined ? [field] : [],
  );

function* lintOutputs(
  { id, name, config }: Subworkflow,
  outputs: readonly string[],
  graph: DraftGraph,
): Generator<DefinitionProblem> {
  const known = new Set(config.isAwaited ? [...always, ...outputs] : ['runId']);
  const why = config.isAwaited
    ? `whose ends give ${outputs.join(', ') || 'nothing'}`
    : 'whose end it does not wait for';
  for (const node of graph.nodes.values()) {
    const conditions = graph
      .outgoing(node.id)
      .flatMap(({ id: edgeId, condition }) =>
        condition === undefined ? [] : [{ place: { edgeId }, source: condition }],
      );
    const values = listNodeExpressions(node).map(({ path, source }) => ({ place: { nodeId: node.id, path }, source }));
    for (const { place, source } of [...values, ...conditions]) {
      for (const field of outputsRead(source, id).filter((each) => !known.has(each))) {
        const message = `${graph.nameOf(node.id)} reads “${field}” of “${name}”, which runs “${config.workflow}”, ${why}. Choose another, or add it there.`;
        yield warningAt('workflow-output-unknown', place, message);
      }
    }
  }
}

/** A step that runs a workflow against what that workflow takes and gives. */
export function* lintCall(
  node: Subworkflow,
  references: LintReferences,
  graph: DraftGraph,
): Generator<DefinitionProblem> {
  const called = calledBy(node, references, graph);
  if (called?.input) yield* lintInput(node, called.input);
  if (called?.outputs) yield* lintOutputs(node, called.outputs, graph);
}
