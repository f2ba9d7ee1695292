import { newId } from '@switchyard/db';
import {
  type Actor,
  DomainError,
  dataClassSchema,
  type Grading,
  gradingSchema,
  highestDataClass,
  slugSchema,
  type TaskSpec,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireTask } from '../tasks/task-record.ts';
import { requireSoundGrading } from './lint-grading.ts';

export const createDatasetInput = z.object({
  taskSlug: slugSchema,
  name: z.string().trim().min(1).max(120),
  /** What answers are judged by; without one, every field of the expected answer. */
  grading: gradingSchema.optional(),
  /** Of the cases; the task's own class counts anyway. */
  dataClass: dataClassSchema.optional(),
});
export const createdDatasetSchema = z.object({ id: z.string() });

/** Every field of the output counts the same; numbers to the hundredth. */
const gradingFor = ({ output }: TaskSpec): Grading => {
  const fields = Object.entries(output.properties ?? {}).slice(0, 50);
  if (fields.length === 0) return gradingSchema.parse({ graders: [{ grader: { kind: 'exact' } }] });
  const compared = fields.map(([field, { type }]) => {
    const isNumber = type === 'number' || type === 'integer';
    return {
      field,
      compare: isNumber ? 'number' : type === 'string' ? 'text' : 'same',
      tolerance: type === 'number' ? 0.01 : 0,
    };
  });
  return gradingSchema.parse({ graders: [{ grader: { kind: 'fields', fields: compared } }] });
};

/**
 * Creates an empty dataset of a task. Throws `conflict` for a name in use, `invalid_input` for graders that cannot work, naming
 * them.
 */
export const createDataset = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof createDatasetInput>,
): Promise<z.infer<typeof createdDatasetSchema>> => {
  authorise(actor, 'evals.manage');
  const input = createDatasetInput.parse(raw);
  const { organisationId } = actor;
  const id = newId();
  await inTransaction(app, tenant(actor), async (tx) => {
    const task = await requireTask(tx, organisationId, input.taskSlug);
    const grading = input.grading ?? gradingFor(task.draft);
    requireSoundGrading(grading);
    const dataClass = highestDataClass([task.draft.dataClass, input.dataClass ?? task.draft.dataClass]);
    const created = await tx.execute(
      `INSERT INTO dataset (id, organisation_id, task_id, name, grading, data_class, created_by_label, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (task_id, lower(name)) WHERE archived_at IS NULL DO NOTHING`,
      [id, organisationId, task.id, input.name, JSON.stringify(grading), dataClass, labelOf(actor), app.now()],
    );
    if (created === 0) {
      throw new DomainError('conflict', `“${task.name}” has a dataset “${input.name}” already. Choose another name.`);
    }
    await appendAudit(tx, actor, app.now(), {
      type: 'dataset.created',
      target: { id, label: input.name },
      payload: { task: task.slug, dataClass },
    });
  });
  return { id };
};

/** What people call the actor. */
export const labelOf = (actor: Actor): string => (actor.kind === 'system' ? 'System' : actor.name);
