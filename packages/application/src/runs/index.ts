export { cancelRun, cancelRunInput } from './cancel-run.ts';
export { executeStep } from './execute-step.ts';
export { fireDueTimers } from './fire-timers.ts';
export { getRun, getRunInput, type RunDetail, type RunStep, runDetailSchema } from './get-run.ts';
export { listRuns, listRunsInput, type RunPage, type RunSummary, runPageSchema } from './list-runs.ts';
export { type StartedRun, type StartRunInput, startedRunSchema, startRun, startRunInput } from './start-run.ts';
export { stateOutcome, stateOutcomeInput } from './state-outcome.ts';
export { releaseExpiredLeases, ringDueSteps } from './sweep-steps.ts';
export { type RunChange, watchRun } from './watch-run.ts';
