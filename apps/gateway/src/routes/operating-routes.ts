import {
  attentionFilterSchema,
  attentionGroupsSchema,
  attentionPageSchema,
  changePriority,
  changeVariable,
  changeVariableInput,
  groupAttention,
  listAttention,
  listAttentionInput,
  pauseRun,
  pauseRunInput,
  rerunRun,
  rerunRunInput,
  rerunSchema,
  resumeRun,
  retryStep,
  retryStepInput,
  setAsideRun,
  setAsideRunInput,
  skipStep,
  skipStepInput,
} from '@switchyard/application';
import { prioritySchema, runIdSchema, runStatusSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

const runParams = z.object({ id: runIdSchema });
const stepParams = z.object({ id: runIdSchema, stepId: stepIdSchema });
const statusOutput = z.object({ status: runStatusSchema });

/** Numbers of a query come as text. */
const attentionQuery = attentionFilterSchema.extend({ versionNumber: z.coerce.number().int().min(1).optional() });

export const pauseRunRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/pause',
  operationId: 'pauseRun',
  summary: 'Pause a run: workers start nothing of it',
  description:
    'A step in hand is finished; times, messages and decisions are still taken and move the run up to its next step for a worker. Runs that it waits for are paused and resumed with it.',
  scopes: ['runs:operate'],
  params: runParams,
  body: z.strictObject(pauseRunInput.omit({ runId: true }).shape),
  status: 200,
  output: statusOutput,
  handle: ({ app, actor, params, body }) => pauseRun(app, actor, { runId: params.id, ...body }),
});

export const changePriorityRoute = defineRoute({
  method: 'put',
  path: '/runs/{id}/priority',
  operationId: 'changePriority',
  summary: 'Give a run another priority',
  description: '9 goes before 0 when steps of both are due; waiting raises a step by one each 30 seconds.',
  scopes: ['runs:operate'],
  params: runParams,
  body: z.strictObject({ priority: prioritySchema }),
  status: 200,
  output: z.object({ priority: prioritySchema }),
  handle: ({ app, actor, params, body }) => changePriority(app, actor, { runId: params.id, ...body }),
});

export const resumeRunRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/resume',
  operationId: 'resumeRun',
  summary: 'Resume a paused run',
  scopes: ['runs:operate'],
  params: runParams,
  status: 200,
  output: statusOutput,
  handle: ({ app, actor, params }) => resumeRun(app, actor, { runId: params.id }),
});

export const retryStepRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/steps/{stepId}/retry',
  operationId: 'retryStep',
  summary: 'Try a step again that failed and is held, or that waits for its retry time',
  description:
    'Under a new idempotency key. A step whose outcome is unknown is not retried: its outcome is stated. An agent step that stopped at a limit needs that limit raised (`limits`), and goes on from its recorded turns.',
  scopes: ['runs:operate'],
  params: stepParams,
  body: z.strictObject(retryStepInput.omit({ runId: true, stepId: true }).shape),
  status: 200,
  output: statusOutput,
  handle: ({ app, actor, params, body }) => retryStep(app, actor, { runId: params.id, stepId: params.stepId, ...body }),
});

export const skipStepRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/steps/{stepId}/skip',
  operationId: 'skipStep',
  summary: 'Complete a step by hand that failed and is held, waits, or was not begun',
  description:
    'The output stands for its result and must fit a task’s output schema; the port is the way the run goes on. An approval is never skipped as approved.',
  scopes: ['runs:operate'],
  params: stepParams,
  body: z.strictObject(skipStepInput.omit({ runId: true, stepId: true }).shape),
  status: 200,
  output: statusOutput,
  handle: ({ app, actor, params, body }) => skipStep(app, actor, { runId: params.id, stepId: params.stepId, ...body }),
});

export const changeVariableRoute = defineRoute({
  method: 'put',
  path: '/runs/{id}/variables/{name}',
  operationId: 'changeVariable',
  summary: 'Change a variable of a run that has not ended',
  description: 'Old and new value are recorded. Answers 409 when the run has moved on since `revision`.',
  scopes: ['runs:operate'],
  params: runParams.extend({ name: changeVariableInput.shape.name }),
  body: z.strictObject(changeVariableInput.omit({ runId: true, name: true }).shape),
  status: 200,
  output: statusOutput,
  handle: ({ app, actor, params, body }) =>
    changeVariable(app, actor, { runId: params.id, name: params.name, ...body }),
});

export const rerunRunRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/rerun',
  operationId: 'rerunRun',
  summary: 'Run an ended run again from one of its steps, with what was done before it kept',
  description:
    'A new run; without `stepId` from the step it failed at. Answers 409 when it was run again already, unless `again` is true.',
  scopes: ['runs:operate'],
  params: runParams,
  body: z.strictObject(rerunRunInput.omit({ runId: true }).shape),
  status: 202,
  output: rerunSchema,
  handle: ({ app, actor, params, body }) => rerunRun(app, actor, { runId: params.id, ...body }),
});

export const setAsideRunRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/set-aside',
  operationId: 'setAsideRun',
  summary: 'Say that nothing is to be done about a failed run',
  scopes: ['runs:operate'],
  params: runParams,
  body: z.strictObject(setAsideRunInput.omit({ runId: true }).shape),
  status: 200,
  output: statusOutput,
  handle: ({ app, actor, params, body }) => setAsideRun(app, actor, { runId: params.id, ...body }),
});

export const listAttentionRoute = defineRoute({
  method: 'get',
  path: '/attention',
  operationId: 'listAttention',
  summary: 'List what needs a person: steps held or unknown, failed runs, paused runs; newest first',
  scopes: ['runs:read', 'runs:operate'],
  query: pageQuery().extend({ ...attentionQuery.shape, cursor: listAttentionInput.shape.cursor }),
  status: 200,
  output: attentionPageSchema,
  handle: ({ app, actor, query }) => listAttention(app, actor, query),
});

export const groupAttentionRoute = defineRoute({
  method: 'get',
  path: '/attention/groups',
  operationId: 'groupAttention',
  summary: 'Count what needs a person by workflow, node and error',
  scopes: ['runs:read', 'runs:operate'],
  query: attentionQuery,
  status: 200,
  output: attentionGroupsSchema,
  handle: ({ app, actor, query }) => groupAttention(app, actor, query),
});
