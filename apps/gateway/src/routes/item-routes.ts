import { addItems, cancelItem, closeItems, itemPageSchema, listItems } from '@switchyard/application';
import { jsonValueSchema, runIdSchema, runStatusSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineRoute } from './route.ts';

const params = z.object({ id: runIdSchema, stepId: stepIdSchema });
const reason = z.string().trim().max(500).default('');
const output = z.object({ status: runStatusSchema });

export const listItemsRoute = defineRoute({
  method: 'get',
  path: '/runs/{id}/steps/{stepId}/items',
  operationId: 'listItems',
  summary: 'List the items of a for-each, in the order of its list',
  scopes: ['runs:read', 'runs:operate'],
  params,
  query: z.object({
    cursor: z.coerce.number().int().min(0).optional(),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  status: 200,
  output: itemPageSchema,
  handle: ({ app, actor, params: { id, stepId }, query: { cursor, limit } }) =>
    listItems(app, actor, { runId: id, stepId, limit, ...(cursor === undefined ? {} : { cursor }) }),
});

export const addItemsRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/steps/{stepId}/items',
  operationId: 'addItems',
  summary: 'Add items to a list that is being gone through',
  scopes: ['runs:operate'],
  params,
  headers: { 'Idempotency-Key': 'At most 200 characters; the same key adds the items once.' },
  body: z.strictObject({ items: z.array(jsonValueSchema).min(1).max(1000) }),
  status: 200,
  output,
  handle: ({ app, actor, params: { id, stepId }, body, header }) =>
    addItems(app, actor, { runId: id, stepId, items: body.items, idempotencyKey: header('idempotency-key') }),
});

export const cancelItemRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/steps/{stepId}/items/{index}/cancel',
  operationId: 'cancelItem',
  summary: 'Cancel one item, under way or to come',
  scopes: ['runs:operate'],
  params: params.extend({ index: z.coerce.number().int().min(0) }),
  body: z.strictObject({ reason }),
  status: 200,
  output,
  handle: ({ app, actor, params: { id, stepId, index }, body }) =>
    cancelItem(app, actor, { runId: id, stepId, index, reason: body.reason }),
});

export const closeItemsRoute = defineRoute({
  method: 'post',
  path: '/runs/{id}/steps/{stepId}/close',
  operationId: 'closeItems',
  summary: 'Say that a for-each has enough; the rest is cancelled and the run goes on',
  scopes: ['runs:operate'],
  params,
  body: z.strictObject({ reason }),
  status: 200,
  output,
  handle: ({ app, actor, params: { id, stepId }, body }) =>
    closeItems(app, actor, { runId: id, stepId, reason: body.reason }),
});
