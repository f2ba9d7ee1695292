import { contentDigest, listProblems, requestDigest } from '@switchyard/approvals';
import { newId, type Tx } from '@switchyard/db';
import type { Actor, ApprovalConfig, ApprovalId, JsonValue, OrganisationId, StepId } from '@switchyard/domain';
import { sendAudit } from '../audit/append-audit.ts';
import type { ApprovalContent } from './approval-content.ts';
import { type ResolvedStage, resolveStages } from './resolve-stages.ts';

export interface OpenApprovalInput {
  readonly organisationId: OrganisationId;
  readonly actor: Actor;
  readonly at: Date;
  readonly runId: string;
  readonly stepId: StepId;
  readonly workflowId: string;
  readonly versionId: string;
  readonly nodeId: string;
  /** As published; its templates and expressions come rendered in `title`, `description` and `facts`. */
  readonly config: ApprovalConfig;
  readonly title: string;
  readonly description: string;
  readonly facts: readonly { readonly label: string; readonly value: JsonValue }[];
  /** Person who started the run; null when nobody in particular did. */
  readonly requestedBy: string | null;
  readonly requestedByLabel: string;
  /** Key that started the run: it acts for whoever created it, so that person counts as the requester. */
  readonly requestedByKeyId?: string | null;
  readonly publishedById: string | null;
  readonly deadlineAt: Date | null;
  /** Set when a budget asks, not the process: the period that ran out, and the most the step's call can cost. */
  readonly budget?: { readonly periodId: string; readonly worstCaseMicroUsd: number };
  /** Set when an agent step asks for one tool call. */
  readonly toolCallId?: string;
}

export interface OpenedApproval {
  readonly approvalId: ApprovalId;
  /** Whom the first stage asks: names of people, groups and roles. */
  readonly askedLabels: readonly string[];
  /** Sentences about approvers that do not exist and stages that nobody can pass. */
  readonly problems: readonly string[];
}

const titleCharsMax = 300;

/**
 * Opens a request inside the transition that reached the gate: request, assignments and audit event are one commit.
 * Approvers that do not exist do not stop it; the request names them, because a run that waits says why.
 */
export const openApproval = async (tx: Tx, input: OpenApprovalInput): Promise<OpenedApproval> => {
  const { organisationId, config } = input;
  const [stages, requestedById, evidence] = await Promise.all([
    resolveStages(tx, organisationId, config.stages),
    input.requestedBy ?? findKeyCreator(tx, organisationId, input.requestedByKeyId),
    pinEvidence(tx, input),
  ]);
  const excluded = config.isSeparationOfDuties ? [requestedById, input.publishedById] : [];
  const content: ApprovalContent = {
    v: 1,
    facts: input.facts.map(({ label, value }) => ({ label, value })),
    evidence,
    problems: listProblems(stages, excluded).map(({ message }) => message),
  };
  const title = input.title.trim().slice(0, titleCharsMax) || 'Approval';
  const shown = { title, description: input.description, ...content };
  const digest = requestDigest(shown, config, input.versionId);
  const approvalId = newId<ApprovalId>();
  sendRequest(tx, input, { approvalId, title, content, digest, requestedById });
  sendAssignments(tx, organisationId, approvalId, stages);
  const askedLabels = stages[0]?.askedLabels ?? [];
  sendAudit(tx, input.actor, input.at, {
    type: 'approval.requested',
    target: { id: approvalId, label: title },
    runId: input.runId,
    payload: { asked: [...askedLabels], digest, dueAt: input.deadlineAt?.toISOString() ?? null },
  });
  return { approvalId, askedLabels, problems: content.problems };
};

const findKeyCreator = async (
  tx: Tx,
  organisationId: string,
  apiKeyId: string | null | undefined,
): Promise<string | null> => {
  if (!apiKeyId) return null;
  const [key] = await tx.query<{ created_by_id: string | null }>(
    'SELECT created_by_id FROM api_key WHERE organisation_id = $1 AND id = $2',
    [organisationId, apiKeyId],
  );
  return key?.created_by_id ?? null;
};

interface EvidenceRow {
  readonly id: string;
  readonly node_id: string;
  readonly name: string;
  readonly output: JsonValue;
  readonly source_version_ids: string[];
}

/** The named steps, or every AI step so far, each pinned by the digest of its result. */
const pinEvidence = async (tx: Tx, input: OpenApprovalInput): Promise<ApprovalContent['evidence']> => {
  const nodeIds = input.config.evidence.length > 0 ? input.config.evidence : null;
  const rows = await tx.query<EvidenceRow>(
    `SELECT s.id, s.node_id, s.name, s.output,
            ARRAY(SELECT source_version_id::text FROM step_source WHERE step_id = s.id ORDER BY 1) AS source_version_ids
     FROM step s
     WHERE s.organisation_id = $1 AND s.run_id = $2 AND s.status = 'completed'
       AND CASE WHEN $3::text[] IS NULL THEN s.kind IN ('task', 'agent') ELSE s.node_id = ANY($3::text[]) END
     ORDER BY s.ordinal`,
    [input.organisationId, input.runId, nodeIds],
  );
  return rows.map(({ id, node_id, name, output, source_version_ids }) => ({
    stepId: id,
    nodeId: node_id,
    name,
    outputDigest: contentDigest(output),
    sourceVersionIds: source_version_ids,
  }));
};

interface NewRequest {
  readonly approvalId: string;
  readonly title: string;
  readonly content: ApprovalContent;
  readonly digest: string;
  readonly requestedById: string | null;
}

const sendRequest = (tx: Tx, input: OpenApprovalInput, request: NewRequest): void =>
  tx.send(
    `INSERT INTO approval_request (id, organisation_id, run_id, step_id, workflow_id, version_id, node_id, title,
       description, content, digest, policy, risk, requested_by_id, requested_by_label, published_by_id, deadline_at,
       created_at, kind, budget_period_id, worst_micro_usd, tool_call_id)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)`,
    [
      request.approvalId,
      input.organisationId,
      input.runId,
      input.stepId,
      input.workflowId,
      input.versionId,
      input.nodeId,
      request.title,
      input.description,
      JSON.stringify(request.content),
      request.digest,
      JSON.stringify(input.config),
      input.config.risk,
      request.requestedById,
      input.requestedByLabel,
      input.publishedById,
      input.deadlineAt,
      input.at,
      input.budget ? 'budget' : input.toolCallId === undefined ? 'gate' : 'tool',
      input.budget?.periodId ?? null,
      input.budget?.worstCaseMicroUsd ?? null,
      input.toolCallId ?? null,
    ],
  );

const sendAssignments = (
  tx: Tx,
  organisationId: string,
  approvalId: string,
  stages: readonly ResolvedStage[],
): void => {
  const rows = stages.flatMap((stage, index) => [
    ...stage.userIds.map((userId) => ({ stage: index, user_id: userId })),
    ...stage.groupIds.map((groupId) => ({ stage: index, group_id: groupId })),
    ...stage.roles.map((role) => ({ stage: index, role })),
  ]);
  if (rows.length === 0) return;
  tx.send(
    `INSERT INTO approval_assignment (id, organisation_id, approval_id, stage, user_id, group_id, role)
     SELECT id, $1, $2, stage, user_id, group_id, role FROM jsonb_populate_recordset(null::approval_assignment, $3::jsonb)`,
    [organisationId, approvalId, JSON.stringify(rows.map((row) => ({ id: newId(), ...row })))],
  );
};
