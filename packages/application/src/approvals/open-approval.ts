import { contentDigest, listProblems, requestDigest } from '@switchyard/approvals';
import type { AuditEvent } from '@switchyard/audit';
import { newId, type Tx } from '@switchyard/db';
import type { Actor, ApprovalConfig, ApprovalId, JsonValue, OrganisationId, StepId } from '@switchyard/domain';
import { sendAudit } from '../audit/append-audit.ts';
import type { ApprovalContent } from './approval-content.ts';
import { findKnownStages, gateOf, rememberStages } from './known-stages.ts';
import { type ResolvedStage, resolveStages } from './resolve-stages.ts';
import { sendRequest } from './send-request.ts';

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
  /**
   * Set where a webhook starts the run in this transaction. `fill`: whom the gate asks is remembered for the next run. `confirm`:
   * it may rely on what is remembered, since whoever began repeats by reading once `isStale` holds, and no step is finished yet.
   */
  readonly memory?: 'fill' | 'confirm' | undefined;
  /** Where a transition gathers what it writes; otherwise request and event are sent at once. */
  readonly gathered?: { readonly events: AuditEvent[]; readonly send: Tx['send'] };
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
  const [{ mark, stages }, requestedById, evidence] = await Promise.all([
    whoIsAsked(tx, input),
    input.requestedBy ?? findKeyCreator(tx, organisationId, input.requestedByKeyId),
    input.memory === 'confirm' ? [] : pinEvidence(tx, input),
  ]);
  const excluded = config.isSeparationOfDuties ? [requestedById, input.publishedById] : [];
  const content: ApprovalContent = {
    v: 1,
    facts: input.facts.map(({ label, value }) => ({ label, value })),
    evidence,
    problems: listProblems(stages, excluded).map(({ message }) => message),
  };
  // A cut may go through the middle of a character.
  const title = input.title.trim().slice(0, titleCharsMax).toWellFormed() || 'Approval';
  const shown = { title, description: input.description, ...content };
  const digest = requestDigest(shown, config, input.versionId);
  const approvalId = newId<ApprovalId>();
  sendRequest(input.gathered ?? tx, input, { approvalId, title, content, digest, requestedById, stages, mark });
  const askedLabels = stages[0]?.askedLabels ?? [];
  const event: AuditEvent = {
    type: 'approval.requested',
    target: { id: approvalId, label: title },
    runId: input.runId,
    payload: { asked: [...askedLabels], digest, dueAt: input.deadlineAt?.toISOString() ?? null },
  };
  if (input.gathered) input.gathered.events.push(event);
  else sendAudit(tx, input.actor, input.at, event);
  return { approvalId, askedLabels, problems: content.problems };
};

interface Asked {
  readonly stages: readonly ResolvedStage[];
  /** What the request has to confirm; null: the people were read in this transaction. */
  readonly mark: string | null;
}

/** Whom the stages stand for today: as remembered, where that is confirmed as the request is written, otherwise as read. */
const whoIsAsked = async (tx: Tx, input: OpenApprovalInput): Promise<Asked> => {
  const { organisationId, config } = input;
  const gate = gateOf(input.versionId, input.nodeId);
  const known = input.memory === 'confirm' ? findKnownStages(organisationId, gate) : undefined;
  if (known) return known;
  // The mark comes first: whatever changes after it was read makes what is remembered under it void.
  const [mark, stages] = await Promise.all([
    input.memory ? readMark(tx, organisationId) : null,
    resolveStages(tx, organisationId, config.stages),
  ]);
  if (mark !== null) rememberStages(organisationId, gate, { mark, stages });
  return { stages, mark: null };
};

const readMark = async (tx: Tx, organisationId: OrganisationId): Promise<string | null> => {
  const [row] = await tx.query<{ mark: string }>('SELECT mark FROM people_mark WHERE organisation_id = $1', [
    organisationId,
  ]);
  return row?.mark ?? null;
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
