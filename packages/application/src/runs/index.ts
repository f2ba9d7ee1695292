export { cancelRun, cancelRunInput } from './cancel-run.ts';
export {
  addItems,
  addItemsInput,
  cancelItem,
  cancelItemInput,
  closeItems,
  closeItemsInput,
} from './change-items.ts';
export { type ClaimedStep, claimSteps } from './claim-step.ts';
export { executeStep, type StepHolder } from './execute-step.ts';
export { fireDueTimers } from './fire-timers.ts';
export { sweepFollowUps } from './follow-up.ts';
export { getRun, getRunInput, type RunDetail, type RunStep, runDetailSchema } from './get-run.ts';
export { type ItemPage, itemPageSchema, listItems, listItemsInput } from './list-items.ts';
export { listRuns, listRunsInput, type RunPage, type RunSummary, runPageSchema } from './list-runs.ts';
export { type SentMessage, sendMessage, sendMessageInput, sentMessageSchema } from './send-message.ts';
export { type StartedRun, type StartRunInput, startedRunSchema, startRun, startRunInput } from './start-run.ts';
export { stateOutcome, stateOutcomeInput } from './state-outcome.ts';
export { expireLeases, hasDueSuspects } from './suspects.ts';
export { releaseExpiredLeases } from './sweep-steps.ts';
export { type RunChange, watchRun } from './watch-run.ts';
