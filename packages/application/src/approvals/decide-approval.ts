import { countVotes, mayDecide, type Tally } from '@switchyard/approvals';
import { newId } from '@switchyard/db';
import {
  type Actor,
  approvalIdSchema,
  approvalStatusSchema,
  DomainError,
  describeDataIssues,
  jsonObjectSchema,
  jsonValueSchema,
  stepIdSchema,
  type UserActor,
  voteOutcomeSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise, requirePerson } from '../access/authorise.ts';
import { applyToolDecision } from '../agents/apply-tool-decision.ts';
import type { App } from '../app.ts';
import { sendAudit } from '../audit/append-audit.ts';
import { applyBudgetDecision } from '../budgets/apply-budget-decision.ts';
import { inTransaction, tenant } from '../change.ts';
import { resumeStep } from '../runs/resume-step.ts';
import { lockRun } from '../runs/run-record.ts';
import type { TransitionPorts } from '../runs/transition.ts';
import { type ApprovalRecord, findApprovalRun, lockApproval } from './approval-record.ts';
import { describeDecision } from './describe-decision.ts';
import { describeStageWait } from './describe-stage-wait.ts';
import { keepCorrections, listCorrected } from './keep-corrections.ts';

export const decideApprovalInput = z.object({
  approvalId: approvalIdSchema,
  outcome: voteOutcomeSchema,
  /** Required to reject and to ask for changes. */
  reason: z.string().trim().max(4000).default(''),
  /** Digest of what was shown; another one means that something else was decided on. */
  digest: z.string().length(64),
  /** Answers to the request's form. */
  form: jsonObjectSchema.optional(),
  /** What steps among the evidence should have answered. They become cases of their tasks; the steps' results stay. */
  corrections: z
    .array(z.object({ stepId: stepIdSchema, output: jsonValueSchema }))
    .max(20)
    .default([]),
  /** High risk is never decided by a single key: the person has confirmed it apart. */
  isConfirmed: z.boolean().default(false),
  /** Where the answer came in; for the record. */
  channel: z.enum(['web', 'api', 'link']).default('web'),
});
export type DecideApprovalInput = z.input<typeof decideApprovalInput>;
type ParsedInput = z.output<typeof decideApprovalInput>;

export const decidedApprovalSchema = z.object({
  approvalId: approvalIdSchema,
  status: approvalStatusSchema,
  /** True when others still have to answer. */
  isStillOpen: z.boolean(),
});
export type DecidedApproval = z.infer<typeof decidedApprovalSchema>;

/**
 * Records one person's answer and, when it settles the request, carries the run on: one transaction, one winner.
 * Lock order is run, then request. Throws `conflict` naming who was first and when, `forbidden` with the reason.
 */
export const decideApproval = async (app: App, actor: Actor, raw: DecideApprovalInput): Promise<DecidedApproval> => {
  authorise(actor, 'approvals.decide');
  const person = requirePerson(actor);
  const input = decideApprovalInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx, after) => {
    const runId = await findApprovalRun(tx, actor.organisationId, input.approvalId);
    const [, record] = await Promise.all([
      lockRun(tx, actor.organisationId, runId),
      lockApproval(tx, actor.organisationId, { approvalId: input.approvalId }),
    ]);
    if (!record) throw new DomainError('not_found', 'This request does not exist.');
    if (record.budget !== null) authorise(actor, 'budgets.manage');
    requireMayDecide(record, person, input);
    requireComplete(record, input);
    const newVote = { userId: person.userId, outcome: input.outcome };
    const stage = {
      approvalsNeeded: record.config.stages[record.stage]?.approvalsNeeded ?? 1,
      isLast: record.stage >= record.config.stages.length - 1,
    };
    const tally = countVotes(
      stage,
      record.votes.filter((vote) => vote.stage === record.stage),
      newVote,
    );
    sendVote({ app, tx, after, actor }, record, person, input);
    await keepCorrections({ app, tx }, person, record, input);
    return settle({ app, tx, after, actor }, record, person, input, tally);
  });
};

const requireMayDecide = (record: ApprovalRecord, actor: UserActor, input: ParsedInput): void => {
  const { assignments, votes } = record;
  const answer = mayDecide({ actor, request: record, assignments, votes, digest: input.digest });
  if (answer.isAllowed) return;
  if (answer.refusal === 'not_pending') {
    throw new DomainError('conflict', describeDecision(record), {
      details: {
        status: record.status,
        decidedBy: record.decidedByName,
        decidedAt: record.decidedAt?.toISOString() ?? null,
      },
    });
  }
  const code = answer.refusal === 'content_changed' || answer.refusal === 'already_voted' ? 'conflict' : 'forbidden';
  throw new DomainError(code, answer.reason, { details: { refusal: answer.refusal } });
};

const requireComplete = (record: ApprovalRecord, input: ParsedInput): void => {
  const { config } = record;
  if (input.outcome !== 'approved' && input.reason === '') {
    throw new DomainError('invalid_input', 'Say why: the people who asked need the reason.');
  }
  if (input.outcome === 'changes' && !config.allowsChanges) {
    throw new DomainError('invalid_input', 'This request can only be approved or rejected.');
  }
  if (record.risk === 'high' && !input.isConfirmed) {
    throw new DomainError('invalid_input', 'This request is high risk: confirm the decision before it is sent.');
  }
  if (!config.form || input.outcome !== 'approved') return;
  const problem = describeDataIssues(config.form, input.form ?? {});
  if (problem) throw new DomainError('invalid_input', `The answers do not fit the form: ${problem}.`);
};

const sendVote = (
  { app, tx }: TransitionPorts,
  record: ApprovalRecord,
  person: UserActor,
  input: ParsedInput,
): void => {
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
  person: UserActor,
  input: ParsedInput,
  tally: Tally,
): Promise<DecidedApproval> => {
  const { outcome, reason, digest, channel } = input;
  const isStillOpen = tally === 'open' || tally === 'stage-passed';
  const at = ports.app.now();
  sendAudit(ports.tx, person, at, {
    type: isStillOpen ? 'approval.voted' : 'approval.decided',
    target: { id: record.id, label: record.title },
    runId: record.runId,
    payload: { outcome, reason, digest, channel },
  });
  if (isStillOpen) {
    if (tally === 'stage-passed') await openNextStage(ports, record);
    return { approvalId: record.id, status: 'pending', isStillOpen: true };
  }
  await closeRequest(ports, record, { status: tally, decidedById: person.userId, at });
  if (record.budget !== null) {
    const wait = { ...record, ...record.budget };
    await applyBudgetDecision(ports, person, wait, { tally, reason, form: input.form, at });
    return { approvalId: record.id, status: tally, isStillOpen: false };
  }
  if (record.toolCallId !== null) {
    await applyToolDecision(ports, { ...record, toolCallId: record.toolCallId }, { tally, reason });
    return { approvalId: record.id, status: tally, isStillOpen: false };
  }
  await resumeStep(ports, {
    organisationId: person.organisationId,
    runId: record.runId,
    stepId: record.stepId,
    port: tally,
    output: {
      outcome: tally,
      reason,
      form: input.form ?? null,
      decidedBy: person.name,
      decidedByEmail: person.email,
      decidedAt: at.toISOString(),
      corrections: await listCorrected(ports.tx, person.organisationId, record, input.corrections.length > 0),
    },
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
