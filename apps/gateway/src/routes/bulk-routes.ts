import {
  bulkOperationInput,
  bulkOperationSchema,
  bulkOperationsSchema,
  bulkPreviewSchema,
  getBulkOperation,
  listBulkOperations,
  previewBulkOperation,
  previewBulkOperationInput,
  startBulkOperation,
  startBulkOperationInput,
  stopBulkOperation,
} from '@switchyard/application';
import { defineRoute } from './route.ts';

export const previewBulkOperationRoute = defineRoute({
  method: 'post',
  path: '/bulk-operations/preview',
  operationId: 'previewBulkOperation',
  summary: 'Say what a bulk operation would do: how many, the first twenty, and what is withdrawn with them',
  description: 'Changes nothing.',
  scopes: ['runs:operate'],
  body: previewBulkOperationInput,
  status: 200,
  output: bulkPreviewSchema,
  handle: ({ app, actor, body }) => previewBulkOperation(app, actor, body),
});

export const startBulkOperationRoute = defineRoute({
  method: 'post',
  path: '/bulk-operations',
  operationId: 'startBulkOperation',
  summary: 'Ask workers to retry, cancel or set aside whatever a filter finds',
  description:
    '`retry`: held steps are tried again in place; failed runs are run again, each once however often this is asked, on their own version or, with `version: current`, on the published one. `cancel`: runs that have not ended and were there when this was asked; their open approvals are withdrawn. `set-aside`: failed runs no longer need a person. You choose `id`: asked again under it, this answers with what is under way.',
  scopes: ['runs:operate'],
  body: startBulkOperationInput,
  status: 202,
  output: bulkOperationSchema,
  handle: ({ app, actor, body }) => startBulkOperation(app, actor, body),
});

export const listBulkOperationsRoute = defineRoute({
  method: 'get',
  path: '/bulk-operations',
  operationId: 'listBulkOperations',
  summary: 'List the latest bulk operations',
  scopes: ['runs:read', 'runs:operate'],
  status: 200,
  output: bulkOperationsSchema,
  handle: ({ app, actor }) => listBulkOperations(app, actor),
});

export const getBulkOperationRoute = defineRoute({
  method: 'get',
  path: '/bulk-operations/{id}',
  operationId: 'getBulkOperation',
  summary: 'Say how far a bulk operation is, and what it could not do, by reason',
  scopes: ['runs:read', 'runs:operate'],
  params: bulkOperationInput,
  status: 200,
  output: bulkOperationSchema,
  handle: ({ app, actor, params }) => getBulkOperation(app, actor, params),
});

export const stopBulkOperationRoute = defineRoute({
  method: 'post',
  path: '/bulk-operations/{id}/stop',
  operationId: 'stopBulkOperation',
  summary: 'Stop a bulk operation: what was done stays done',
  scopes: ['runs:operate'],
  params: bulkOperationInput,
  status: 200,
  output: bulkOperationSchema,
  handle: ({ app, actor, params }) => stopBulkOperation(app, actor, params),
});
