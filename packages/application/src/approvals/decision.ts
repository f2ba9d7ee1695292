import { countVotes, mayDecide, type Tally } from '@switchyard/approvals';
import type { AuditEvent } from '@switchyard/audit';
import {
  approvalIdSchema,
  approvalStatusSchema,
  DomainError,
  describeDataIssues,
  type JsonValue,
  jsonObjectSchema,
  jsonValueSchema,
  stepIdSchema,
  type UserActor,
  voteOutcomeSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import type { ApprovalRecord } from './approval-record.ts';
import { describeDecision } from './describe-decision.ts';

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

/** One person's answer to a request. */
export interface Decision {
  readonly person: UserActor;
  readonly input: z.output<typeof decideApprovalInput>;
}

export const decidedApprovalSchema = z.object({
  approvalId: approvalIdSchema,
  status: approvalStatusSchema,
  /** True when others still have to answer. */
  isStillOpen: z.boolean(),
});
export type DecidedApproval = z.infer<typeof decidedApprovalSchema>;

/** Why this person may not decide this request so, and null when they may. */
export const findRefusal = (record: ApprovalRecord, decision: Decision): DomainError | null =>
  findProhibition(record, decision) ?? findGap(record, decision.input);

const findProhibition = (record: ApprovalRecord, { person: actor, input }: Decision): DomainError | null => {
  const { assignments, votes } = record;
  const answer = mayDecide({ actor, request: record, assignments, votes, digest: input.digest });
  if (answer.isAllowed) return null;
  if (answer.refusal === 'not_pending') {
    return new DomainError('conflict', describeDecision(record), {
      details: {
        status: record.status,
        decidedBy: record.decidedByName,
        decidedAt: record.decidedAt?.toISOString() ?? null,
      },
    });
  }
  const code = answer.refusal === 'content_changed' || answer.refusal === 'already_voted' ? 'conflict' : 'forbidden';
  return new DomainError(code, answer.reason, { details: { refusal: answer.refusal } });
};

const findGap = ({ config, risk }: ApprovalRecord, input: Decision['input']): DomainError | null => {
  if (input.outcome !== 'approved' && input.reason === '') {
    return new DomainError('invalid_input', 'Say why: the people who asked need the reason.');
  }
  if (input.outcome === 'changes' && !config.allowsChanges) {
    return new DomainError('invalid_input', 'This request can only be approved or rejected.');
  }
  if (risk === 'high' && !input.isConfirmed) {
    return new DomainError('invalid_input', 'This request is high risk: confirm the decision before it is sent.');
  }
  if (!config.form || input.outcome !== 'approved') return null;
  const problem = describeDataIssues(config.form, input.form ?? {});
  return problem ? new DomainError('invalid_input', `The answers do not fit the form: ${problem}.`) : null;
};

/** Where the request stands with this answer. */
export const tallyWith = (record: ApprovalRecord, { person, input }: Decision): Tally =>
  countVotes(
    {
      approvalsNeeded: record.config.stages[record.stage]?.approvalsNeeded ?? 1,
      isLast: record.stage >= record.config.stages.length - 1,
    },
    record.votes.filter((vote) => vote.stage === record.stage),
    { userId: person.userId, outcome: input.outcome },
  );

export const isOpen = (tally: Tally): tally is 'open' | 'stage-passed' => tally === 'open' || tally === 'stage-passed';

/** What the audit trail says of it. */
export const decisionEvent = (record: ApprovalRecord, { input }: Decision, tally: Tally): AuditEvent => {
  const { outcome, reason, digest, channel } = input;
  return {
    type: isOpen(tally) ? 'approval.voted' : 'approval.decided',
    target: { id: record.id, label: record.title },
    runId: record.runId,
    payload: { outcome, reason, digest, channel },
  };
};

/** What the step gives that asked. */
export const decisionOutput = (
  { person, input }: Decision,
  tally: Tally,
  at: Date,
  corrections: Readonly<Record<string, JsonValue>>,
) => ({
  outcome: tally,
  reason: input.reason,
  form: input.form ?? null,
  decidedBy: person.name,
  decidedByEmail: person.email,
  decidedAt: at.toISOString(),
  corrections,
});
