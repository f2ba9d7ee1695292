import type { Tx } from '@switchyard/db';
import { DomainError, type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import { lintTask } from '../tasks/lint-task.ts';
import type { TaskRecord } from '../tasks/task-record.ts';

interface NamedWording {
  readonly wording: 'published' | 'draft' | 'earlier';
  /** Of an earlier one. */
  readonly versionId?: string | undefined;
}

interface Wording {
  readonly spec: TaskSpec;
  /** Null: the draft, of which there is no version. */
  readonly taskVersionId: string | null;
}

/** A wording of a task. Throws `not_permitted_now` for one that is not there, `invalid_definition` for a draft that cannot run. */
export const loadWording = async (
  tx: Tx,
  task: TaskRecord,
  { wording, versionId = '' }: NamedWording,
): Promise<Wording> => {
  if (wording === 'draft') {
    const [problem] = lintTask(task.draft);
    if (problem) throw new DomainError('invalid_definition', `${problem.path}: ${problem.message}`);
    return { spec: task.draft, taskVersionId: null };
  }
  const wanted = wording === 'published' ? task.currentVersionId : versionId;
  const [version] = await tx.query<{ id: string; spec: unknown }>(
    'SELECT id, spec FROM task_version WHERE task_id = $1 AND id::text = $2',
    [task.id, wanted],
  );
  if (version) return { spec: taskSpecSchema.parse(version.spec), taskVersionId: version.id };
  const message =
    wording === 'published'
      ? `“${task.name}” is not published. Compare on its draft.`
      : `This version of “${task.name}” does not exist.`;
  throw new DomainError('not_permitted_now', message);
};
