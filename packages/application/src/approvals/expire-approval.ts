import type { OrganisationId } from '@switchyard/domain';
import { appendAudit } from '../audit/append-audit.ts';
import { resumeStep } from '../runs/resume-step.ts';
import { lockRun } from '../runs/run-record.ts';
import type { TransitionPorts } from '../runs/transition.ts';
import { lockApproval } from './approval-record.ts';
import { closeRequest } from './decide-alone.ts';

export interface ExpireApprovalInput {
  readonly organisationId: OrganisationId;
  readonly runId: string;
  readonly stepId: string;
}

/**
 * The deadline of a gate has passed: closes the request as the gate says (`expired`, or `rejected`) and carries the run
 * on, in the transaction that fires the timer. Answers false when somebody decided first: then nothing happens.
 */
export const expireApproval = async (ports: TransitionPorts, input: ExpireApprovalInput): Promise<boolean> => {
  const { organisationId, runId, stepId } = input;
  await lockRun(ports.tx, organisationId, runId);
  const record = await lockApproval(ports.tx, organisationId, { runId, stepId });
  if (record?.status !== 'pending') return false;
  const at = ports.app.now();
  const port = record.config.onExpiry === 'reject' ? 'rejected' : 'expired';
  await closeRequest(ports, record, { status: port, decidedById: null, at });
  await appendAudit(ports.tx, ports.actor, at, {
    type: 'approval.expired',
    target: { id: record.id, label: record.title },
    runId,
    payload: { dueAt: (record.deadlineAt ?? at).toISOString() },
  });
  const output = {
    outcome: port,
    reason: 'Nobody decided in time.',
    form: null,
    decidedBy: null,
    decidedByEmail: null,
    corrections: {},
  };
  await resumeStep(ports, {
    organisationId,
    runId,
    stepId: record.stepId,
    port,
    output: { ...output, decidedAt: at.toISOString() },
  });
  return true;
};
