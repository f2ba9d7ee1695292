import type { EndedStep, TransitionWork } from './transition-work.ts';

/** Ends a step without a worker's result: in memory if this transition has created it, else with the other writes. */
export const endStepOf = (work: TransitionWork, ordinal: number, end: Omit<EndedStep, 'ordinal'>): void => {
  const created = work.newSteps.find((step) => step.ordinal === ordinal);
  if (!created) {
    work.endedSteps.push({ ordinal, ...end });
    return;
  }
  created.status = end.status;
  created.output = end.output;
  created.port = end.port;
  created.error = end.error;
  created.waitingReason = null;
};
