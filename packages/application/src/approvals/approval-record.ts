import type { Assignment, DecidableRequest, Vote } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import {
  type ApprovalConfig,
  type ApprovalId,
  type ApprovalStatus,
  approvalConfigSchema,
  DomainError,
  type OrganisationId,
  type StepId,
  type VoteOutcome,
} from '@switchyard/domain';

/** A request as the deciding transaction holds it: locked, with its assignments and votes. */
export interface ApprovalRecord extends DecidableRequest {
  readonly id: ApprovalId;
  readonly runId: string;
  readonly stepId: StepId;
  readonly title: string;
  readonly risk: string;
  readonly config: ApprovalConfig;
  readonly deadlineAt: Date | null;
  readonly decidedAt: Date | null;
  readonly decidedByName: string | null;
  readonly assignments: readonly Assignment[];
  readonly votes: readonly Vote[];
  /** What ran out, when a budget asks; null when the process does. */
  readonly budget: { readonly periodId: string; readonly worstCaseMicroUsd: number } | null;
  /** The tool call that an agent step asks for; null when it is not about one. */
  readonly toolCallId: string | null;
}

interface ApprovalRow {
  readonly id: ApprovalId;
  readonly run_id: string;
  readonly step_id: StepId;
  readonly title: string;
  readonly risk: string;
  readonly status: ApprovalStatus;
  readonly stage: number;
  readonly digest: string;
  readonly policy: unknown;
  readonly requested_by_id: string | null;
  readonly published_by_id: string | null;
  readonly deadline_at: Date | null;
  readonly decided_at: Date | null;
  readonly decided_by_name: string | null;
  readonly budget_period_id: string | null;
  readonly tool_call_id: string | null;
  readonly worst_micro_usd: number | null;
}

interface AssignmentRow {
  readonly stage: number;
  readonly user_id: string | null;
  readonly group_id: string | null;
  readonly role: string | null;
}

interface VoteRow {
  readonly stage: number;
  readonly user_id: string;
  readonly outcome: VoteOutcome;
}

/** Where a request belongs, so that its run can be locked first. Throws `not_found`, also for another tenant's. */
export const findApprovalRun = async (tx: Tx, organisationId: OrganisationId, approvalId: string): Promise<string> => {
  const [row] = await tx.query<{ run_id: string }>(
    'SELECT run_id FROM approval_request WHERE organisation_id = $1 AND id = $2',
    [organisationId, approvalId],
  );
  if (row) return row.run_id;
  throw new DomainError('not_found', 'This request does not exist.');
};

interface Around {
  readonly assignments: readonly AssignmentRow[];
  readonly votes: readonly VoteRow[];
}

const readAround = async (tx: Tx, organisationId: OrganisationId, approvalId: string): Promise<Around> => {
  const [assignments, votes] = await Promise.all([
    tx.query<AssignmentRow>(
      'SELECT stage, user_id, group_id, role FROM approval_assignment WHERE organisation_id = $1 AND approval_id = $2',
      [organisationId, approvalId],
    ),
    tx.query<VoteRow>(
      'SELECT stage, user_id, outcome FROM approval_vote WHERE organisation_id = $1 AND approval_id = $2',
      [organisationId, approvalId],
    ),
  ]);
  return { assignments, votes };
};

const requestColumns = `r.id, r.run_id, r.step_id, r.title, r.risk, r.status, r.stage, r.digest, r.policy, r.requested_by_id,
            r.published_by_id, r.deadline_at, r.decided_at, r.budget_period_id, r.worst_micro_usd, r.tool_call_id`;

/** Locks a request. The caller holds the lock of its run already: that order everywhere, or two deciders deadlock. */
export const lockApproval = async (
  tx: Tx,
  organisationId: OrganisationId,
  by: { readonly approvalId: string } | { readonly runId: string; readonly stepId: string },
): Promise<ApprovalRecord | null> => {
  const [condition, ids] =
    'approvalId' in by ? ['r.id = $2', [by.approvalId]] : ['r.run_id = $2 AND r.step_id = $3', [by.runId, by.stepId]];
  const locked = tx.query<ApprovalRow>(
    `SELECT ${requestColumns},
            (SELECT name FROM app_user WHERE id = r.decided_by_id) AS decided_by_name
     FROM approval_request r WHERE r.organisation_id = $1 AND ${condition}
     ORDER BY r.id DESC LIMIT 1 FOR UPDATE`,
    [organisationId, ...ids],
  );
  // With the id at hand all travel together; the server answers in order, so votes are read under the lock.
  const around = 'approvalId' in by ? readAround(tx, organisationId, by.approvalId) : null;
  const [[row], known] = await Promise.all([locked, around]);
  if (!row) return null;
  const { assignments, votes } = known ?? (await readAround(tx, organisationId, row.id));
  return toRecord(row, assignments, votes);
};

/** A request whose step waits, with the place of that step in its run. */
export interface WaitingApproval {
  readonly record: ApprovalRecord;
  readonly nodeId: string;
  readonly ordinal: number;
}

interface WaitingRow extends ApprovalRow, Around {
  readonly step: { readonly node_id: string; readonly ordinal: number } | null;
}

/**
 * Locks those of the pending requests that nobody else holds. Waits for none of them. Asked in a statement after that which locks
 * their runs: votes are written under that lock only, and whom a request asks never changes.
 */
export const lockFreeApprovals = async (
  tx: Tx,
  organisationId: OrganisationId,
  approvalIds: readonly string[],
): Promise<ReadonlyMap<string, WaitingApproval>> => {
  const rows = await tx.query<WaitingRow>(
    `SELECT ${requestColumns}, NULL AS decided_by_name,
            (SELECT jsonb_build_object('node_id', node_id, 'ordinal', ordinal) FROM step WHERE id = r.step_id) AS step,
            (SELECT coalesce(jsonb_agg(a), '[]') FROM approval_assignment a WHERE a.approval_id = r.id) AS assignments,
            (SELECT coalesce(jsonb_agg(v), '[]') FROM approval_vote v WHERE v.approval_id = r.id) AS votes
     FROM approval_request r
     WHERE r.organisation_id = $1 AND r.id = ANY($2::uuid[]) AND r.status = 'pending' FOR UPDATE OF r SKIP LOCKED`,
    [organisationId, approvalIds],
  );
  return new Map(
    rows.flatMap((row) => {
      if (!row.step) return [];
      const { node_id: nodeId, ordinal } = row.step;
      return [[row.id, { record: toRecord(row, row.assignments, row.votes), nodeId, ordinal }]];
    }),
  );
};

const toRecord = (
  row: ApprovalRow,
  assignments: readonly AssignmentRow[],
  votes: readonly VoteRow[],
): ApprovalRecord => {
  const config = approvalConfigSchema.parse(row.policy);
  return {
    id: row.id,
    runId: row.run_id,
    stepId: row.step_id,
    title: row.title,
    risk: row.risk,
    config,
    status: row.status,
    stage: row.stage,
    digest: row.digest,
    isSeparationOfDuties: config.isSeparationOfDuties,
    requestedById: row.requested_by_id,
    publishedById: row.published_by_id,
    deadlineAt: row.deadline_at,
    decidedAt: row.decided_at,
    decidedByName: row.decided_by_name,
    assignments: assignments.map(toAssignment),
    votes: votes.map(({ stage, user_id, outcome }) => ({ stage, userId: user_id, outcome })),
    toolCallId: row.tool_call_id,
    budget:
      row.budget_period_id === null
        ? null
        : { periodId: row.budget_period_id, worstCaseMicroUsd: row.worst_micro_usd ?? 0 },
  };
};

export const toAssignment = ({ stage, user_id, group_id, role }: AssignmentRow): Assignment => ({
  stage,
  userId: user_id,
  groupId: group_id,
  role,
});
