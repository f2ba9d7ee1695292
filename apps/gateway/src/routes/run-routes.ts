import {
  cancelRun,
  downloadValue,
  downloadValueInput,
  getRun,
  listRuns,
  listRunsInput,
  runDetailSchema,
  runPageSchema,
  startedRunSchema,
  startRun,
} from '@switchyard/application';
import {
  jsonObjectSchema,
  jsonValueSchema,
  priorityDefault,
  prioritySchema,
  runIdSchema,
  runStatusSchema,
  slugSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

const runParams = z.object({ id: runIdSchema });

/** Values over 64 kB that an answer carries, all together; README.md names it. */
const inlineBytesMax = 1_000_000;

const largeValues =
  'Values over 64 kB are in the answer up to 1 MB together; what is left out is listed under `largeValues` and read whole at `/runs/{id}/values/{hash}`.';

export const startRunRoute = defineRoute({
  method: 'post',
  path: '/workflows/{slug}/runs',
  operationId: 'startRun',
  summary: 'Start a run of the published version',
  description:
    'Answers as soon as the run is recorded. With an idempotency key (in the body or the header), sending the same request again answers with the same run instead of starting another.',
  scopes: ['runs:start'],
  params: z.object({ slug: slugSchema }),
  headers: { 'Idempotency-Key': 'At most 200 characters; the same key starts the same run once.' },
  body: z.strictObject({
    input: jsonObjectSchema.default({}),
    idempotencyKey: z.string().min(1).max(200).optional(),
    priority: prioritySchema.default(priorityDefault).describe('9 goes before 0 when steps of both are due.'),
  }),
  status: 202,
  output: startedRunSchema.extend({
    /** Where this run is read through the API. */
    url: z.url(),
    /** Where people watch it. */
    webUrl: z.url(),
  }),
  handle: async ({ app, actor, params, body, header }) => {
    const idempotencyKey = body.idempotencyKey ?? header('idempotency-key');
    const run = await startRun(app, actor, {
      workflowSlug: params.slug,
      input: body.input,
      priority: body.priority,
      trigger: 'api',
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
    const { gatewayUrl, webUrl } = app.settings;
    return { ...run, url: `${gatewayUrl}/api/v1/runs/${run.runId}`, webUrl: `${webUrl}/runs/${run.runId}` };
  },
});

export const listRunsRoute = defineRoute({
  method: 'get',
  path: '/runs',
  operationId: 'listRuns',
  summary: 'List runs, newest first',
  description:
    '`status` also takes `paused` and `attention`: runs that have not ended and stand still. `from` and `to` are about when a run began: days in UTC, both included, or instants such as `2026-11-22T08:00:00+01:00`, of which `to` is not included.',
  scopes: ['runs:read', 'runs:operate'],
  query: pageQuery().extend({
    cursor: runIdSchema.optional(),
    ...listRunsInput.pick({ status: true, workflowSlug: true, from: true, to: true }).shape,
    versionNumber: z.coerce.number().int().min(1).optional(),
    isEnded: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .optional(),
  }),
  status: 200,
  output: runPageSchema,
  handle: ({ app, actor, query }) => listRuns(app, actor, query),
});

export const getRunRoute = defineRoute({
  method: 'get',
  path: '/runs/{id}',
  operationId: 'getRun',
  summary: 'Read a run: its state, input, output, and why it waits',
  description: largeValues,
  scopes: ['runs:read', 'runs:operate'],
  params: runParams,
  status: 200,
  output: runDetailSchema.omit({ definition: true, steps: true, isTruncated: true }),
  handle: ({ app, actor, params }) => getRun(app, actor, { runId: params.id, inlineBytesMax }),
});

export const listStepsRoute = defineRoute({
  method: 'get',
  path: '/runs/{id}/steps',
  operationId: 'listSteps',
  summary: 'Read the steps of a run with their attempts and the source versions each one read',
  description: `In the order they began; \`isTruncated\` is true for a run of more than a thousand steps, of which the first and last are listed and those that have not gone well. ${largeValues}`,
  scopes: ['runs:read', 'runs:operate'],
  params: runParams,
  status: 200,
  output: z.object({ items: runDetailSchema.shape.steps, isTruncated: z.boolean() }),
  handle: async ({ app, actor, params }) => {
    const { steps, isTruncated } = await getRun(app, actor, { runId: params.id, inlineBytesMax });
    return { items: steps, isTruncated };
  },
});

export const readValueRoute = defineRoute({
  method: 'get',
  path: '/runs/{id}/values/{hash}',
  operationId: 'readValue',
  summary: 'Read a large value of a run, whole',
  description: 'For what `largeValues` of a run or step lists. Each reading is recorded in the audit trail.',
  scopes: ['runs:read', 'runs:operate'],
  params: z.object({ id: runIdSchema, hash: downloadValueInput.shape.hash }),
  status: 200,
  output: z.object({ hash: z.string(), bytes: z.int(), value: jsonValueSchema }),
  handle: async ({ app, actor, params }) => {
    const { hash, bytes, content } = await downloadValue(app, actor, { runId: params.id, hash: params.hash });
    return { hash, bytes, value: jsonValueSchema.parse(JSON.parse(content.toString('utf8'))) };
  },
});

export const cancelRunRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/cancel',
  operationId: 'cancelRun',
  summary: 'Cancel a run that has not ended',
  scopes: ['runs:operate'],
  params: runParams,
  body: z.strictObject({ reason: z.string().trim().max(500).default('') }),
  status: 200,
  output: z.object({ status: runStatusSchema }),
  handle: ({ app, actor, params, body }) => cancelRun(app, actor, { runId: params.id, reason: body.reason }),
});
