import { getReceiptRoute } from './receipt-routes.ts';
import { listApprovalsRoute, listAuditEventsRoute } from './record-routes.ts';
import type { Route } from './route.ts';
import { cancelRunRoute, getRunRoute, listRunsRoute, listStepsRoute, startRunRoute } from './run-routes.ts';
import { listSourcesRoute, putSourceContentRoute } from './source-routes.ts';
import { getDraftRoute, listWorkflowsRoute, publishWorkflowRoute, putDraftRoute } from './workflow-routes.ts';

/** The API. A list, not logic: a route that is not here does not exist. */
export const routes: readonly Route[] = [
  startRunRoute,
  listRunsRoute,
  getRunRoute,
  listStepsRoute,
  cancelRunRoute,
  getReceiptRoute,
  listWorkflowsRoute,
  getDraftRoute,
  putDraftRoute,
  publishWorkflowRoute,
  listSourcesRoute,
  putSourceContentRoute,
  listApprovalsRoute,
  listAuditEventsRoute,
];
