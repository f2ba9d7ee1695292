import type { Tally } from '@switchyard/approvals';
import { newId } from '@switchyard/db';
import { DomainError } from '@switchyard/domain';
import { authorise } from '../access/authorise.ts';
import { applyToolDecision } from '../agents/apply-tool-decision.ts';
import type { App } from '../app.ts';
import { sendAudit } from '../audit/append-audit.ts';
import { applyBudgetDecision } from '../budgets/apply-budget-decision.ts';
import { inTransaction, tenant } from '../change.ts';
import { resumeStep } from '../runs/resume-step.ts';
import { lockRun } from '../runs/run-record.ts';
import type { TransitionPorts } from '../runs/transition.ts';
import { type ApprovalRecord, findApprovalRun, lockApproval } from './approval-record.ts';
import {
  type DecidedApproval,
  type Decision,
  decisionEvent,
  decisionOutput,
  findRefusal,
  isOpen,
  tallyWith,
} from './decision.ts';
import { describeStageWait } from './describe-stage-wait.ts';
import { keepCorrections, listCorrected } from './keep-corrections.ts';

/**
 * One decision in a transaction of its own, whatever it is about. Lock order is run, then request. Throws `conflict` naming who was
 * first and when, `forbidden` with the reason, `invalid_input` for an incomplete answer.
 */
export const decideAlone = (app: App, decision: Decision): Promise<DecidedApproval> => {
  const { person: actor, input } = decision;
  return inTransaction(app, tenant(actor), async (tx, after) => {
    const runId = await findApprovalRun(tx, actor.organisationId, input.approvalId);
    const [, record] = await Promise.all([
      lockRun(tx, actor.organisationId, runId),
      lockApproval(tx, actor.organisationId, { approvalId: input.approvalId }),
    ]);
    if (!record) throw new DomainError('not_found', 'This request does not exist.');
    if (record.budget !== null) authorise(actor, 'budgets.manage');
    const refusal = findRefusal(record, decision);
    if (refusal) throw refusal;
    const ports: TransitionPorts = { app, tx, after, actor };
    sendVote(ports, record, decision);
    await keepCorrections(ports, actor, record, input);
    return settle(ports, record, decision, tallyWith(record, decision));
  });
};

const sendVote = ({ app, tx }: TransitionPorts, record: ApprovalRecord, { person, input }: Decision): void => {
  tx.send(
    `INSERT INTO approval_vote (id, organisation_id, approval_id, stage, user_id, outcome, reason, form, digest, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      newId(),
      person.organisationId,
      record.id,
      record.stage,
      person.userId,
      input.outcome,
      input.reason,
      input.form ? JSON.stringify(input.form) : null,
      input.digest,
      app.now(),
    ],
  );
};

const settle = async (
  ports: TransitionPorts,
  record: ApprovalRecord,
  decision: Decision,
  tally: Tally,
): Promise<DecidedApproval> => {
  const { person, input } = decision;
  const at = ports.app.now();
  sendAudit(ports.tx, person, at, decisionEvent(record, decision, tally));
  if (isOpen(tally)) {
    if (tally === 'stage-passed') await openNextStage(ports, record);
    return { approvalId: record.id, status: 'pending', isStillOpen: true };
  }
  await closeRequest(ports, record, { status: tally, decidedById: person.userId, at });
  const { reason } = input;
  if (record.budget !== null) {
    const wait = { ...record, ...record.budget };
    await applyBudgetDecision(ports, person, wait, { tally, reason, form: input.form, at });
    return { approvalId: record.id, status: tally, isStillOpen: false };
  }
  if (record.toolCallId !== null) {
    await applyToolDecision(ports, { ...record, toolCallId: record.toolCallId }, { tally, reason });
    return { approvalId: record.id, status: tally, isStillOpen: false };
  }
  const corrections = await listCorrected(ports.tx, person.organisationId, record, input.corrections.length > 0);
  await resumeStep(ports, {
    organisationId: person.organisationId,
    runId: record.runId,
    stepId: record.stepId,
    port: tally,
    output: decisionOutput(decision, tally, at, corrections),
  });
  return { approvalId: record.id, status: tally, isStillOpen: false };
};

/** Leaves `pending` by compare-and-set: under the locks it cannot lose, and if it ever does, nothing is written. */
export const closeRequest = async (
  { tx }: Pick<TransitionPorts, 'tx'>,
  record: Pick<ApprovalRecord, 'id'>,
  decision: { readonly status: string; readonly decidedById: string | null; readonly at: Date },
): Promise<void> => {
  const changed = await tx.execute(
    `UPDATE approval_request SET status = $2, decided_at = $3, decided_by_id = $4 WHERE id = $1 AND status = 'pending'`,
    [record.id, decision.status, decision.at, decision.decidedById],
  );
  if (changed === 0) throw new DomainError('conflict', 'Somebody else was first. Reload to see what was decided.');
};

/** The run keeps waiting, for other people: its sentence says for whom. */
const openNextStage = async ({ tx, actor }: TransitionPorts, record: ApprovalRecord): Promise<void> => {
  await tx.execute(
    `UPDATE approval_request SET stage = stage + 1 WHERE id = $1 AND status = 'pending' AND stage = $2`,
    [record.id, record.stage],
  );
  const reason = await describeStageWait(tx, actor.organisationId, record, record.stage + 1);
  await tx.execute(
    `WITH waiting AS (
       SELECT id, waiting_reason FROM step WHERE organisation_id = $1 AND id = $2 AND status = 'waiting'),
     step_changed AS (UPDATE step SET waiting_reason = $3 WHERE id IN (SELECT id FROM waiting))
     UPDATE run SET revision = revision + 1,
       waiting_reason = CASE WHEN run.waiting_reason = waiting.waiting_reason THEN $3 ELSE run.waiting_reason END
     FROM waiting WHERE run.organisation_id = $1 AND run.id = $4`,
    [actor.organisationId, record.stepId, reason, record.runId],
  );
};
