import { type Grader, type TaskSpec, taskSpecSchema } from '@switchyard/domain';
import { judgeInstructions, judgementSchema } from '@switchyard/evals';

const judgeOutputTokens = 600;

/** Judging as a task: what holds for the task it judges (class, suppliers) holds for its judge. */
export const judgeTaskOf = (task: TaskSpec, { criteria }: Extract<Grader, { kind: 'judge' }>): TaskSpec =>
  taskSpecSchema.parse({
    slug: task.slug,
    name: `Judge of ${task.name}`.slice(0, 120),
    instructions: judgeInstructions(criteria),
    input: { type: 'object', properties: {} },
    output: judgementSchema,
    dataClass: task.dataClass,
    allowedSuppliers: task.allowedSuppliers,
    maxAttempts: 2,
    timeoutMs: task.timeoutMs,
    maxOutputTokens: judgeOutputTokens,
  });
