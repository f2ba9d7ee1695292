import { can } from '@switchyard/access';
import { type Assignment, mayDecide, type Vote } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import {
  type Actor,
  type ApprovalStatus,
  approvalConfigSchema,
  DomainError,
  type JsonObject,
  type UserActor,
  type VoteOutcome,
} from '@switchyard/domain';
import { z } from 'zod';
import { authorise, requirePerson } from '../access/authorise.ts';
import { toolOutcomes } from '../agents/tool-outcomes.ts';
import type { App } from '../app.ts';
import { budgetOutcomesOf } from '../budgets/budget-outcomes.ts';
import { tenant } from '../change.ts';
import { unpackObject } from '../payloads/unpack-large.ts';
import { type CompiledVersion, getCompiledVersion } from '../runs/compiled-version.ts';
import { approvalContentSchema } from './approval-content.ts';
import { describeDecision } from './describe-decision.ts';
import { describeOutcomes } from './describe-outcomes.ts';
import { findWorkItem } from './find-work-item.ts';
import type { ApprovalItem, InboxItem } from './inbox-item-schema.ts';
import { compareSources, listEvidenceSteps, listReadSources, mergeOutputs } from './list-evidence.ts';
import { splitDocuments } from './split-documents.ts';

export const getInboxItemInput = z.object({ id: z.uuid() });

/** Everything a person needs to decide or to do the work. Reading never decides. Throws `not_found`. */
export const getInboxItem = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof getInboxItemInput>,
): Promise<InboxItem> => {
  authorise(actor, 'inbox.read');
  const person = requirePerson(actor);
  const { id } = getInboxItemInput.parse(raw);
  const { organisationId } = actor;
  const found = await app.db.transaction(tenant(actor), async (tx) => {
    const item = (await findApproval({ app, tx }, person, id)) ?? (await findWorkItem(tx, person, id));
    if (!item) throw new DomainError('not_found', 'This request does not exist.');
    return { item, sources: await listReadSources(tx, organisationId, item.runId) };
  });
  const { item } = found;
  const read = item.kind === 'approval' ? item.evidence.map(({ output }) => output) : [item.suggestion?.output ?? null];
  const sources = await compareSources(app, organisationId, found.sources, mergeOutputs(read));
  return { ...item, sources };
};

interface ApprovalRow {
  readonly id: string;
  readonly run_id: string;
  readonly step_id: string;
  readonly version_id: string;
  readonly node_id: string;
  readonly kind: 'gate' | 'budget' | 'tool';
  readonly title: string;
  readonly description: string;
  readonly content: unknown;
  readonly policy: unknown;
  readonly digest: string;
  readonly risk: 'low' | 'high';
  readonly status: ApprovalStatus;
  readonly stage: number;
  readonly requested_by_id: string | null;
  readonly requested_by_label: string;
  readonly published_by_id: string | null;
  readonly deadline_at: Date | null;
  readonly created_at: Date;
  readonly decided_at: Date | null;
  readonly decided_by_name: string | null;
  /** Why it was taken back, as it was recorded. */
  readonly withdrawn_reason: string | null;
  readonly input: JsonObject;
  /** How many more steps wait for the same budget. */
  readonly others: number;
}

const findApproval = async (
  { app, tx }: { readonly app: App; readonly tx: Tx },
  actor: UserActor,
  id: string,
): Promise<ApprovalItem | null> => {
  const { organisationId } = actor;
  const [row] = await tx.query<ApprovalRow>(
    `SELECT r.*, d.name AS decided_by_name, run.input,
       CASE WHEN r.status = 'withdrawn' THEN (
         SELECT e.payload->>'reason' FROM audit_event e
         WHERE e.organisation_id = r.organisation_id AND e.target_id = r.id::text AND e.type = 'approval.withdrawn'
         ORDER BY e.id LIMIT 1) END AS withdrawn_reason,
       (SELECT count(*)::int FROM approval_request o
        WHERE o.budget_period_id = r.budget_period_id AND o.kind = 'budget' AND o.status = 'pending' AND o.id <> r.id) AS others
     FROM approval_request r JOIN run ON run.id = r.run_id LEFT JOIN app_user d ON d.id = r.decided_by_id
     WHERE r.organisation_id = $1 AND r.id = $2`,
    [organisationId, id],
  );
  if (!row) return null;
  const version = await getCompiledVersion(tx, organisationId, row.version_id);
  const assignments = await listAssignments(tx, organisationId, id);
  const votes = await listVotes(tx, organisationId, id);
  const { evidence } = approvalContentSchema.parse(row.content);
  const steps = await listEvidenceSteps({ app, tx }, organisationId, evidence, can(actor, 'receipts.read').isAllowed);
  const input = await unpackObject(app, organisationId, row.input);
  return toItem({ ...row, input }, { actor, version, assignments, votes, steps });
};

type NamedAssignment = Assignment & { readonly label: string };
type NamedVote = Vote & { readonly name: string; readonly reason: string; readonly at: Date };

const listAssignments = (tx: Tx, organisationId: string, approvalId: string): Promise<NamedAssignment[]> =>
  tx.query<NamedAssignment>(
    `SELECT a.stage, a.user_id AS "userId", a.group_id AS "groupId", a.role,
            COALESCE(u.name, g.name, 'anyone who is ' || replace(a.role, '_', ' ')) AS label
     FROM approval_assignment a LEFT JOIN app_user u ON u.id = a.user_id LEFT JOIN user_group g ON g.id = a.group_id
     WHERE a.organisation_id = $1 AND a.approval_id = $2 ORDER BY a.id`,
    [organisationId, approvalId],
  );

const listVotes = async (tx: Tx, organisationId: string, approvalId: string): Promise<NamedVote[]> => {
  const rows = await tx.query<{
    stage: number;
    user_id: string;
    outcome: VoteOutcome;
    name: string;
    reason: string;
    at: Date;
  }>(
    `SELECT v.stage, v.user_id, v.outcome, COALESCE(u.name, 'Somebody who left') AS name, v.reason, v.created_at AS at
     FROM approval_vote v LEFT JOIN app_user u ON u.id = v.user_id
     WHERE v.organisation_id = $1 AND v.approval_id = $2 ORDER BY v.id`,
    [organisationId, approvalId],
  );
  return rows.map(({ user_id, ...vote }) => ({ ...vote, userId: user_id }));
};

interface Behind {
  readonly actor: UserActor;
  readonly version: CompiledVersion;
  readonly assignments: readonly NamedAssignment[];
  readonly votes: readonly NamedVote[];
  readonly steps: ApprovalItem['evidence'];
}

const answerOf = (row: ApprovalRow, { actor, assignments, votes }: Behind, isSeparationOfDuties: boolean) => {
  if (!can(actor, 'approvals.decide').isAllowed) {
    return { isAllowed: false as const, reason: 'Your role may read requests, not decide them.' };
  }
  const request = {
    status: row.status,
    stage: row.stage,
    digest: row.digest,
    isSeparationOfDuties,
    requestedById: row.requested_by_id,
    publishedById: row.published_by_id,
  };
  return mayDecide({ actor, request, assignments, votes });
};

const toItem = (row: ApprovalRow, behind: Behind): ApprovalItem => {
  const { version, assignments, votes } = behind;
  const content = approvalContentSchema.parse(row.content);
  const config = approvalConfigSchema.parse(row.policy);
  const answer = answerOf(row, behind, config.isSeparationOfDuties);
  const { documents, rest } = splitDocuments(row.input);
  const approvals = votes.filter(({ stage, outcome }) => stage === row.stage && outcome === 'approved').length;
  return {
    kind: 'approval',
    id: row.id,
    title: row.title,
    runId: row.run_id,
    stepId: row.step_id,
    workflow: { slug: version.workflowSlug, name: version.workflowName, versionNumber: version.number },
    requestedByLabel: row.requested_by_label,
    createdAt: row.created_at.toISOString(),
    documents,
    input: rest,
    description: row.description,
    facts: content.facts,
    form: config.form ?? null,
    risk: row.risk,
    status: row.status,
    digest: row.digest,
    allowsChanges: config.allowsChanges,
    deadlineAt: row.deadline_at?.toISOString() ?? null,
    decidedAt: row.decided_at?.toISOString() ?? null,
    decision: row.status === 'pending' ? null : describeRow(row),
    stage: row.stage,
    stages: config.stages.map(({ name, approvalsNeeded }, index) => ({
      name,
      approvalsNeeded,
      asked: assignments.filter(({ stage }) => stage === index).map(({ label }) => label),
    })),
    votes: votes.map(({ stage, name, outcome, reason, at }) => ({
      stage,
      name,
      outcome,
      reason,
      at: at.toISOString(),
    })),
    outcomes:
      row.kind === 'budget'
        ? budgetOutcomesOf(row.others)
        : row.kind === 'tool'
          ? toolOutcomes
          : describeOutcomes(version.definition, row.node_id, { config, stage: row.stage, approvals }),
    problems: content.problems,
    evidence: behind.steps,
    sources: [],
    mayDecide: answer.isAllowed,
    refusal: answer.isAllowed ? null : answer.reason,
  };
};

const describeRow = (row: ApprovalRow): string => {
  const closed = describeDecision({
    status: row.status,
    decidedAt: row.decided_at,
    decidedByName: row.decided_by_name,
  });
  return row.withdrawn_reason ? `${closed} ${row.withdrawn_reason}` : closed;
};
