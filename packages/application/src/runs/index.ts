export {
  type AttentionFilter,
  type AttentionItem,
  attentionFilterSchema,
  attentionKindSchema,
  attentionKinds,
} from './attention-items.ts';
export {
  type BulkOperation,
  bulkOperationInput,
  bulkOperationSchema,
  bulkOperationsSchema,
  getBulkOperation,
  listBulkOperations,
} from './bulk-operation.ts';
export { cancelRun, cancelRunInput } from './cancel-run.ts';
export {
  addItems,
  addItemsInput,
  cancelItem,
  cancelItemInput,
  closeItems,
  closeItemsInput,
} from './change-items.ts';
export { changePriority, changePriorityInput } from './change-priority.ts';
export { changeVariable, changeVariableInput } from './change-variable.ts';
export { type ClaimedStep, claimSteps } from './claim-step.ts';
export type { Wait } from './describe-wait.ts';
export { executeStep, type StepHolder } from './execute-step.ts';
export { fireDueTimers } from './fire-timers.ts';
export { sweepFollowUps } from './follow-up.ts';
export { getRun, getRunInput, type RunDetail, type RunStep, runDetailSchema } from './get-run.ts';
export { openParcel } from './hand-over.ts';
export {
  type AttentionGroup,
  attentionCountSchema,
  attentionGroupsSchema,
  attentionPageSchema,
  countAttention,
  groupAttention,
  listAttention,
  listAttentionInput,
} from './list-attention.ts';
export { type ItemPage, itemPageSchema, listItems, listItemsInput } from './list-items.ts';
export { listRuns, listRunsInput, type RunPage, type RunSummary, runPageSchema } from './list-runs.ts';
export { pauseRun, pauseRunInput } from './pause-run.ts';
export {
  type BulkPreview,
  bulkPreviewSchema,
  previewBulkOperation,
  previewBulkOperationInput,
} from './preview-bulk-operation.ts';
export { type Rerun, rerunRun, rerunRunInput, rerunSchema } from './rerun-run.ts';
export { resumeRun, resumeRunInput } from './resume-run.ts';
export { retryStep, retryStepInput } from './retry-step.ts';
export { type SentMessage, sendMessage, sendMessageInput, sentMessageSchema } from './send-message.ts';
export { setAsideRun, setAsideRunInput } from './set-aside-run.ts';
export { skipStep, skipStepInput } from './skip-step.ts';
export { startBulkOperation, startBulkOperationInput } from './start-bulk-operation.ts';
export { type StartedRun, type StartRunInput, startedRunSchema, startRun, startRunInput } from './start-run.ts';
export { stateOutcome, stateOutcomeInput } from './state-outcome.ts';
export { stopBulkOperation } from './stop-bulk-operation.ts';
export { expireLeases, hasDueSuspects } from './suspects.ts';
export { releaseExpiredLeases } from './sweep-steps.ts';
export { type RunChange, watchRun } from './watch-run.ts';
export { workBulkOperations } from './work-bulk-operations.ts';
export { noteWorker, seenEveryMs } from './worker-seen.ts';
