import { jsonObjectSchema } from '@switchyard/domain';
import { mayBeLarge } from '../payloads/may-be-large.ts';
import { type ClaimedStep, idempotencyKeyOf } from './claim-step.ts';
import { knownAfter } from './known-run.ts';
import type { TransitionWork } from './transition-work.ts';

/**
 * Takes the first step for a worker that this transition has opened, for the worker that runs the transition: it is
 * inserted as `running` under that worker's lease, with its attempt, instead of being rung for, looked up and claimed.
 * Null when the transition opened none.
 */
export const chainNext = (work: TransitionWork, owner: string): ClaimedStep | null => {
  const step = work.finish || work.run.pause ? undefined : work.newSteps.find(({ status }) => status === 'ready');
  // A large input goes by way of the store, and so does one that cannot be read: whoever claims the step finds out.
  if (!step || mayBeLarge(step.input)) return null;
  step.status = 'running';
  work.chained = { stepId: step.id, owner };
  return {
    id: step.id,
    organisationId: work.run.organisationId,
    runId: work.run.id,
    versionId: work.version.id,
    nodeId: step.nodeId,
    kind: step.kind,
    name: step.name,
    ordinal: step.ordinal,
    input: jsonObjectSchema.safeParse(step.input).data ?? {},
    attempt: 1,
    leaseToken: 1,
    idempotencyKey: idempotencyKeyOf(step.id, 1),
  };
};

/** With the run as the transition leaves it: after it was flushed. */
export const withKnown = (next: ClaimedStep | null, work: TransitionWork): ClaimedStep | null => {
  const known = next && knownAfter(work);
  return known ? { ...next, known } : next;
};

/** Writes the attempt of the chained step, if there is one; its row is inserted with the lease by the same transition. */
export const insertChainedAttempt = ({ chained, run, writes }: TransitionWork): void => {
  if (chained) {
    writes.insertAttempt({ organisation_id: run.organisationId, run_id: run.id, step_id: chained.stepId });
  }
};
