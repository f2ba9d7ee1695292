export { createTask, createTaskInput } from './create-task.ts';
export { getTask, getTaskInput, type TaskDetail, taskDetailSchema } from './get-task.ts';
export { lintTask, type TaskProblem, taskProblemSchema } from './lint-task.ts';
export { listTasks, listTasksInput, type TaskSummary, taskPageSchema, taskSummarySchema } from './list-tasks.ts';
export { type PublishedTask, publishedTaskSchema, publishTask, publishTaskInput } from './publish-task.ts';
export { removeTask, removeTaskInput } from './remove-task.ts';
export { saveTask, saveTaskInput } from './save-task.ts';
export { type TriedTask, triedTaskSchema, tryTask, tryTaskInput } from './try-task.ts';
