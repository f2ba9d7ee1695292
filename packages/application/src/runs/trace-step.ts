import { traceParentOfRun } from '@switchyard/observability';
import type { App } from '../app.ts';
import type { ClaimedStep } from './claim-step.ts';

/** Does a step's work as a span of its run's trace: the calls it makes, in whatever process, belong to one trace per run. */
export const traceStep = <Value>(
  { telemetry }: App,
  { runId, id, nodeId }: ClaimedStep,
  work: () => Promise<Value>,
): Promise<Value> => {
  if (!telemetry.isOn) return work();
  const attributes = { 'switchyard.run.id': runId, 'switchyard.step.id': id };
  return telemetry.within(
    { name: `step ${nodeId}`, kind: 'internal', traceparent: traceParentOfRun(runId), attributes },
    work,
  );
};
