import type { Tx } from '@switchyard/db';
import { DomainError, type JsonValue, type OrganisationId, type StepId, type UserActor } from '@switchyard/domain';
import type { App } from '../app.ts';
import { recordCorrection } from '../evals/record-correction.ts';
import { approvalContentSchema } from './approval-content.ts';
import type { ApprovalRecord } from './approval-record.ts';

interface Corrected {
  readonly reason: string;
  readonly corrections: readonly { readonly stepId: StepId; readonly output: JsonValue }[];
}

/**
 * Keeps what an approver says steps among the evidence should have answered, in the transaction that decides. Only what was shown
 * can be corrected. Throws `invalid_input` for another step, or for what does not fit its task.
 */
export const keepCorrections = async (
  { app, tx }: { readonly app: App; readonly tx: Tx },
  person: UserActor,
  { id: approvalId, runId }: Pick<ApprovalRecord, 'id' | 'runId'>,
  { corrections, reason }: Corrected,
): Promise<void> => {
  if (corrections.length === 0) return;
  const [row] = await tx.query<{ content: unknown }>(
    'SELECT content FROM approval_request WHERE organisation_id = $1 AND id = $2',
    [person.organisationId, approvalId],
  );
  const shown = new Set(approvalContentSchema.parse(row?.content).evidence.map(({ stepId }) => stepId));
  for (const { stepId, output } of corrections) {
    if (!shown.has(stepId)) {
      throw new DomainError('invalid_input', 'Only results that this request shows can be corrected with it.');
    }
    await recordCorrection(tx, person, { runId, stepId, output, reason, approvalId, at: app.now() });
  }
};

/** What the approvers of a request corrected, by node; the last word of each counts. The process may go on with it. */
export const listCorrected = async (
  tx: Tx,
  organisationId: OrganisationId,
  { id, votes }: Pick<ApprovalRecord, 'id' | 'votes'>,
  isCorrecting: boolean,
): Promise<Record<string, JsonValue>> => {
  // Nobody before and not now: nearly every decision, which is spared the question.
  if (!isCorrecting && votes.length === 0) return {};
  const rows = await tx.query<{ node_id: string; output: JsonValue }>(
    'SELECT node_id, output FROM correction WHERE organisation_id = $1 AND approval_id = $2 ORDER BY id',
    [organisationId, id],
  );
  return Object.fromEntries(rows.map(({ node_id, output }) => [node_id, output]));
};
