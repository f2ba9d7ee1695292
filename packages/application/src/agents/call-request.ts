import { contentDigest, requestDigest } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import { type ApprovalConfig, approvalConfigSchema, DomainError, type JsonValue } from '@switchyard/domain';
import { approvalContentSchema } from '../approvals/approval-content.ts';
import { openApproval } from '../approvals/open-approval.ts';
import type { StepResult } from '../runs/finish-step.ts';
import type { AgentJob } from './agent-job.ts';
import type { CallRecord } from './agent-record.ts';

type Bound = Pick<CallRecord, 'server' | 'tool' | 'definitionDigest' | 'arguments'>;

/** What people decide about: exactly this tool, as it was described, with exactly these arguments. */
const callDigest = ({ server, tool, definitionDigest, arguments: given }: Bound): string =>
  contentDigest({ server, tool, definitionDigest, arguments: given });

const label = 'Digest of the call';

const factsOf = (call: CallRecord): { readonly label: string; readonly value: JsonValue }[] => [
  { label: 'Tool', value: call.server === null ? call.tool : `${call.server}/${call.tool}` },
  { label: 'Arguments', value: call.arguments },
  ...(call.definitionDigest === null
    ? []
    : [{ label: 'Digest of the tool’s description', value: call.definitionDigest }]),
  { label, value: callDigest(call) },
];

const configOf = ({ node }: AgentJob, title: string): ApprovalConfig => {
  const { approval } = node.config;
  if (!approval) {
    throw new DomainError(
      'invalid_definition',
      `“${node.name}” does not say who approves calls of its tools. Publish it with approvers.`,
    );
  }
  return approvalConfigSchema.parse({ ...approval, title, allowsChanges: false });
};

interface Starter {
  readonly started_by_kind: string;
  readonly started_by_id: string | null;
  readonly started_by_label: string;
}

const open = async (tx: Tx, job: AgentJob, call: CallRecord, title: string): Promise<void> => {
  const { app, step, version, node } = job;
  const { organisationId } = step;
  const [run] = await tx.query<Starter>(
    'SELECT started_by_kind, started_by_id, started_by_label FROM run WHERE organisation_id = $1 AND id = $2',
    [organisationId, step.runId],
  );
  const { approvalId } = await openApproval(tx, {
    organisationId,
    actor: { kind: 'system', organisationId, name: 'worker' },
    at: app.now(),
    runId: step.runId,
    stepId: step.id,
    workflowId: version.workflowId,
    versionId: version.id,
    nodeId: step.nodeId,
    config: configOf(job, title),
    title,
    description: `A model asks for this call in the step “${node.name}”. Approved, it is made once, with exactly these arguments.`,
    facts: factsOf(call),
    requestedBy: run?.started_by_kind === 'user' ? run.started_by_id : null,
    requestedByKeyId: run?.started_by_kind === 'api_key' ? run.started_by_id : null,
    requestedByLabel: run?.started_by_label ?? '',
    publishedById: version.publishedById,
    deadlineAt: null,
    toolCallId: call.id,
  });
  tx.send(`UPDATE agent_call SET status = 'waiting', approval_id = $2 WHERE id = $1`, [call.id, approvalId]);
};

/** The step waits for people; with `isOpen` they have been asked already. No worker is held meanwhile. */
export const waitForApproval = (job: AgentJob, call: CallRecord, isOpen: boolean): StepResult => {
  const tool = call.server === null ? call.tool : `${call.server}/${call.tool}`;
  const title = `“${job.step.name}” asks to call ${tool}`;
  return {
    kind: 'waiting',
    waitingReason: `Waits for a decision: ${title}.`,
    record: async (tx) => {
      if (!isOpen) await open(tx, job, call, title);
    },
  };
};

interface RequestRow {
  readonly status: string;
  readonly digest: string;
  readonly title: string;
  readonly description: string;
  readonly content: unknown;
  readonly policy: unknown;
  readonly version_id: string;
}

/**
 * Why a call is not the one that was approved, or null. The digest of the request is taken again from what is stored, and the
 * call's from its own row: neither can be changed by itself.
 */
export const findBindingProblem = async ({ app, step }: AgentJob, call: CallRecord): Promise<string | null> => {
  const { organisationId } = step;
  const [request] = await app.db.transaction({ organisationId }, (tx) =>
    tx.query<RequestRow>(
      `SELECT status, digest, title, description, content, policy, version_id FROM approval_request
       WHERE organisation_id = $1 AND id = $2 AND tool_call_id = $3 AND step_id = $4`,
      [organisationId, call.approvalId, call.id, step.id],
    ),
  );
  if (request?.status !== 'approved') return 'The call has not been approved.';
  const content = approvalContentSchema.parse(request.content);
  const shown = { title: request.title, description: request.description, ...content };
  const digest = requestDigest(shown, approvalConfigSchema.parse(request.policy), request.version_id);
  const approved = content.facts.find((fact) => fact.label === label)?.value;
  const isBound = digest === request.digest && approved === callDigest(call);
  return isBound ? null : 'The call is not the one that was approved: its tool or its arguments have changed since.';
};
