import type { DefinitionProblem, NodeOf } from '@switchyard/domain';
import type { DraftGraph } from './draft-graph.ts';
import type { LintReferences } from './lint-references.ts';
import { errorAt, warningAt } from './problem.ts';

/** A task node against the task it names. */
export function* lintTask(
  { id, name, config }: NodeOf<'task' | 'agent'>,
  { tasks }: LintReferences,
): Generator<DefinitionProblem> {
  if (!tasks) return;
  const task = tasks.find(({ slug }) => slug === config.task);
  if (!task) {
    const message = `“${name}” uses the task “${config.task}”, which does not exist. Create it, or choose another.`;
    return yield errorAt('unknown-task', { nodeId: id, path: 'task' }, message);
  }
  const given = new Set(config.input.map((each) => each.name));
  for (const field of task.input?.required ?? []) {
    if (given.has(field)) continue;
    yield errorAt(
      'task-input-missing',
      { nodeId: id, path: 'input' },
      `The task of “${name}” needs the input “${field}”. Say where it comes from.`,
    );
  }
  const { properties } = task.input ?? {};
  for (const [index, field] of config.input.entries()) {
    if (!properties || Object.hasOwn(properties, field.name)) continue;
    const message = `“${name}” gives its task the input “${field.name}”, which the task does not have.`;
    yield warningAt('task-input-unknown', { nodeId: id, path: `input[${index}]` }, message);
  }
}

type Stage = NodeOf<'approval'>['config']['stages'][number];

/** A stage against the people there are. */
export function* lintStage(
  stage: Stage,
  name: string,
  place: { readonly nodeId: string; readonly path: string },
  references: LintReferences,
): Generator<DefinitionProblem> {
  const { users, groups, roles } = stage.who;
  const where = `The stage “${stage.name}” of “${name}”`;
  const onlyUsers = groups.length + roles.length === 0;
  if (onlyUsers && users.length === 0) {
    const message = `Nobody can decide the stage “${stage.name}” of “${name}”. Choose people, groups or roles.`;
    yield errorAt('approval-nobody', place, message);
  }
  if (onlyUsers && users.length > 0 && new Set(users).size < stage.approvalsNeeded) {
    const message = `${where} needs ${stage.approvalsNeeded} approvals from ${users.length} people. Add people, or ask for fewer.`;
    yield errorAt('approval-too-few', place, message);
  }
  const chosen = [
    ['person', users, references.users],
    ['group', groups, references.groups],
    ['role', roles, references.roles],
  ] as const;
  for (const [noun, names, known] of chosen) {
    for (const missing of names.filter((each) => known && !known.includes(each))) {
      const message = `${where} asks the ${noun} “${missing}”, which does not exist. Choose another.`;
      yield errorAt('approval-unknown', place, message);
    }
  }
}

/** An approval against the people there are: every stage can be decided by somebody. */
export function* lintApproval(
  { id, name, config }: NodeOf<'approval'>,
  references: LintReferences,
  graph: DraftGraph,
): Generator<DefinitionProblem> {
  for (const [index, stage] of config.stages.entries()) {
    yield* lintStage(stage, name, { nodeId: id, path: `stages[${index}].who` }, references);
  }
  for (const [index, nodeId] of config.evidence.entries()) {
    const place = { nodeId: id, path: `evidence[${index}]` };
    if (!graph.nodes.has(nodeId)) {
      const message = `“${name}” shows the node “${nodeId}” as evidence, which does not exist. Remove it.`;
      yield errorAt('unknown-node', place, message);
    } else if (!graph.upstreamOf(id).has(nodeId)) {
      const message = `“${name}” shows ${graph.nameOf(nodeId)} as evidence, which cannot have run before it.`;
      yield warningAt('node-not-before', place, message);
    }
  }
}
