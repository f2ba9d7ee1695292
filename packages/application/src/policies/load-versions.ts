import type { Tx } from '@switchyard/db';
import type { OrganisationId } from '@switchyard/domain';
import { comparePolicies, defaultRoutingPolicy, routingPolicySchema } from '@switchyard/routing';
import { isOfScope, type PolicyScope } from './policy-scope.ts';
import type { PolicyDraft, PolicyVersion } from './policy-view.ts';

const versionsMax = 100;

interface VersionRow {
  readonly id: string;
  readonly number: number;
  readonly rules: unknown;
  readonly note: string;
  readonly created_by_label: string;
  readonly created_at: Date;
}

const takenBack = 'The rules of its own no longer hold: the wider ones do.';

/** Published versions of a scope, newest first. Rules with none before them are compared with the shipped ones. */
export const loadVersions = async (
  tx: Tx,
  organisationId: OrganisationId,
  { workflowId, taskId }: PolicyScope,
): Promise<PolicyVersion[]> => {
  const rows = await tx.query<VersionRow>(
    `SELECT id, number, rules, note, created_by_label, created_at FROM policy
     WHERE organisation_id = $1 AND ${isOfScope} ORDER BY number DESC LIMIT ${versionsMax}`,
    [organisationId, workflowId, taskId],
  );
  const parsed = rows.map((row) => ({ row, rules: routingPolicySchema.nullable().parse(row.rules) }));
  return parsed.map(({ row, rules }, at) => ({
    id: row.id,
    number: row.number,
    rules,
    note: row.note,
    publishedBy: row.created_by_label,
    publishedAt: row.created_at.toISOString(),
    changes: rules === null ? [takenBack] : comparePolicies(parsed[at + 1]?.rules ?? defaultRoutingPolicy, rules),
  }));
};

interface DraftRow {
  readonly rules: unknown;
  readonly revision: number;
  readonly updated_by_label: string;
  readonly updated_at: Date;
}

/** The draft of a scope, or null. `isLocked`: nobody else changes or publishes it until this transaction ends. */
export const findDraft = async (
  tx: Tx,
  organisationId: OrganisationId,
  { workflowId, taskId }: PolicyScope,
  isLocked = false,
): Promise<PolicyDraft | null> => {
  const [row] = await tx.query<DraftRow>(
    `SELECT rules, revision, updated_by_label, updated_at FROM policy_draft
     WHERE organisation_id = $1 AND ${isOfScope}${isLocked ? ' FOR UPDATE' : ''}`,
    [organisationId, workflowId, taskId],
  );
  if (!row) return null;
  return {
    rules: routingPolicySchema.parse(row.rules),
    revision: row.revision,
    updatedBy: row.updated_by_label,
    updatedAt: row.updated_at.toISOString(),
  };
};
