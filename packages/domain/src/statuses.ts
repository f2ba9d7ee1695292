// Names only, apart from their schemas, so that a page which shows them does not load the schema library.

/**
 * Run states. `running`: a step is ready or running. `waiting`: every token waits for a person, a time or an event.
 * `completed`, `failed`, `cancelled` are terminal and never overwritten. Only the transition function writes them.
 */
export const runStatuses = ['running', 'waiting', 'completed', 'failed', 'cancelled'] as const;
export type RunStatus = (typeof runStatuses)[number];
export const isTerminalRunStatus = (status: RunStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

/**
 * Step states. `ready`: due for a worker at `availableAt`. `running`: claimed under a lease. `waiting`: for a person,
 * a time or an event. `unknown`: an effect may or may not have happened; a person says which. The rest are terminal.
 */
export const stepStatuses = ['ready', 'running', 'waiting', 'unknown', 'completed', 'failed', 'cancelled'] as const;
export type StepStatus = (typeof stepStatuses)[number];
export const isTerminalStepStatus = (status: StepStatus): boolean =>
  status === 'completed' || status === 'failed' || status === 'cancelled';

/** Approval request states. `pending` is left exactly once, by compare-and-set. */
export const approvalStatuses = ['pending', 'approved', 'rejected', 'changes', 'expired', 'withdrawn'] as const;
export type ApprovalStatus = (typeof approvalStatuses)[number];
