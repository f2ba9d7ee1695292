import { type Actor, type JsonValue, type StepId, taskSpecSchema } from '@switchyard/domain';
import { keepPersonsAnswer } from '../evals/keep-persons-answer.ts';
import type { TransitionWork } from './transition-work.ts';

/** A task that a person completed by hand has been answered by that person: a case of the task, as any other. */
export const keepHandAnswer = async (
  { tx, at, run, version }: TransitionWork,
  actor: Actor,
  stepId: StepId,
  output: JsonValue,
): Promise<void> => {
  if (actor.kind !== 'user' || output === null) return;
  const [row] = await tx.query<{ kind: string; node_id: string; input: JsonValue }>(
    'SELECT kind, node_id, input FROM step WHERE organisation_id = $1 AND id = $2',
    [run.organisationId, stepId],
  );
  const node = version.graph.nodes.get(row?.node_id ?? '')?.node;
  if (!row || node?.kind !== 'task') return;
  const [task] = await tx.query<{ taskId: string; spec: unknown }>(
    `SELECT v.task_id AS "taskId", v.spec FROM task t JOIN task_version v ON v.id = coalesce($3::uuid, t.current_version_id)
     WHERE t.organisation_id = $1 AND t.slug = $2`,
    [run.organisationId, node.config.task, version.tasks[node.config.task] ?? null],
  );
  if (!task) return;
  const spec = taskSpecSchema.parse(task.spec);
  const { taskId } = task;
  await keepPersonsAnswer(tx, actor, {
    taskId,
    spec,
    runId: run.id,
    stepId,
    input: row.input,
    output,
    source: 'run',
    at,
  });
};
