import { DomainError, type OrganisationId, type RunId, type RunStatus } from '@switchyard/domain';
import { type TransitionPorts, transitionRun } from './transition.ts';
import type { TransitionWork } from './transition-work.ts';

/** A transition that a person asked for: refused with `refusal` when the run has ended, which is never written again. */
export const operateRun = async (
  ports: TransitionPorts,
  { organisationId, runId }: { readonly organisationId: OrganisationId; readonly runId: RunId },
  apply: (work: TransitionWork) => Promise<void>,
  refusal: string,
): Promise<RunStatus> => {
  let isApplied = false;
  const status = await transitionRun(ports, organisationId, runId, async (work) => {
    isApplied = true;
    await apply(work);
  });
  if (isApplied) return status;
  throw new DomainError('not_permitted_now', `This run has already ended (${status}). ${refusal}`);
};
