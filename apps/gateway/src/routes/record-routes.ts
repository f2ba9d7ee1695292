import {
  listAuditEvents,
  listAuditEventsInput,
  listAuditEventsOutput,
  listPendingApprovals,
  pendingApprovalPageSchema,
} from '@switchyard/application';
import { approvalIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { pageQuery } from './page-query.ts';
import { defineRoute } from './route.ts';

export const listAuditEventsRoute = defineRoute({
  method: 'get',
  path: '/audit/events',
  operationId: 'listAuditEvents',
  summary: 'Read the audit trail, newest first',
  description: 'A search that narrows the trail is itself recorded in it.',
  scopes: ['audit:read'],
  query: listAuditEventsInput.extend({ limit: z.coerce.number().int().min(1).max(200).default(50) }),
  status: 200,
  output: listAuditEventsOutput,
  handle: ({ app, actor, query }) => listAuditEvents(app, actor, query),
});

export const listApprovalsRoute = defineRoute({
  method: 'get',
  path: '/approvals',
  operationId: 'listApprovals',
  summary: 'List what waits for people, oldest first',
  description: 'For watching. A decision is a person’s: no key can make one.',
  scopes: ['approvals:read'],
  query: pageQuery().extend({ cursor: approvalIdSchema.optional() }),
  status: 200,
  output: pendingApprovalPageSchema,
  handle: ({ app, actor, query }) => listPendingApprovals(app, actor, query),
});
