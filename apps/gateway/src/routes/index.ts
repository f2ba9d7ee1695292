import {
  createBudgetRoute,
  getBudgetRoute,
  listBudgetsRoute,
  removeBudgetRoute,
  topUpBudgetRoute,
  updateBudgetRoute,
} from './budget-routes.ts';
import { getCalendarRoute, listCalendarsRoute, putCalendarRoute } from './calendar-routes.ts';
import {
  addCasesRoute,
  adoptClassifierRoute,
  cancelTrainingRoute,
  eraseCasesRoute,
  getClassifierRoute,
  listCasesRoute,
  scheduleTrainingRoute,
  startTrainingRoute,
} from './classifier-routes.ts';
import { addItemsRoute, cancelItemRoute, closeItemsRoute, listItemsRoute } from './item-routes.ts';
import { listLimitsRoute, removeLimitRoute, setLimitRoute } from './limit-routes.ts';
import { sendMessageRoute } from './message-routes.ts';
import {
  bulkRetryRoute,
  changePriorityRoute,
  changeVariableRoute,
  groupAttentionRoute,
  listAttentionRoute,
  pauseRunRoute,
  previewBulkRetryRoute,
  rerunRunRoute,
  resumeRunRoute,
  retryStepRoute,
  setAsideRunRoute,
  skipStepRoute,
} from './operating-routes.ts';
import { getReceiptRoute } from './receipt-routes.ts';
import { listApprovalsRoute, listAuditEventsRoute } from './record-routes.ts';
import type { Route } from './route.ts';
import {
  applyRunMigrationRoute,
  continueRunMigrationRoute,
  getRunMigrationRoute,
  listRunMigrationsRoute,
  planRunMigrationRoute,
} from './run-migration-routes.ts';
import {
  cancelRunRoute,
  getRunRoute,
  listRunsRoute,
  listStepsRoute,
  readValueRoute,
  startRunRoute,
} from './run-routes.ts';
import { listSchedulesRoute, pauseScheduleRoute, resumeScheduleRoute } from './schedule-routes.ts';
import { listSourcesRoute, putSourceContentRoute } from './source-routes.ts';
import { getDraftRoute, listWorkflowsRoute, publishWorkflowRoute, putDraftRoute } from './workflow-routes.ts';

/** The API. A list, not logic: a route that is not here does not exist. */
export const routes: readonly Route[] = [
  startRunRoute,
  listRunsRoute,
  getRunRoute,
  listStepsRoute,
  readValueRoute,
  cancelRunRoute,
  changePriorityRoute,
  pauseRunRoute,
  resumeRunRoute,
  retryStepRoute,
  skipStepRoute,
  changeVariableRoute,
  rerunRunRoute,
  setAsideRunRoute,
  listAttentionRoute,
  groupAttentionRoute,
  previewBulkRetryRoute,
  bulkRetryRoute,
  listItemsRoute,
  addItemsRoute,
  cancelItemRoute,
  closeItemsRoute,
  sendMessageRoute,
  getReceiptRoute,
  listWorkflowsRoute,
  getDraftRoute,
  putDraftRoute,
  publishWorkflowRoute,
  planRunMigrationRoute,
  continueRunMigrationRoute,
  listRunMigrationsRoute,
  getRunMigrationRoute,
  applyRunMigrationRoute,
  listSourcesRoute,
  putSourceContentRoute,
  listCalendarsRoute,
  getCalendarRoute,
  putCalendarRoute,
  listBudgetsRoute,
  getBudgetRoute,
  createBudgetRoute,
  updateBudgetRoute,
  topUpBudgetRoute,
  removeBudgetRoute,
  getClassifierRoute,
  addCasesRoute,
  listCasesRoute,
  eraseCasesRoute,
  startTrainingRoute,
  cancelTrainingRoute,
  adoptClassifierRoute,
  scheduleTrainingRoute,
  listLimitsRoute,
  setLimitRoute,
  removeLimitRoute,
  listSchedulesRoute,
  pauseScheduleRoute,
  resumeScheduleRoute,
  listApprovalsRoute,
  listAuditEventsRoute,
];
