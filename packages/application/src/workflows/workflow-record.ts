import type { Tx } from '@switchyard/db';
import {
  type Definition,
  DomainError,
  type DraftDefinition,
  definitionSchema,
  draftDefinitionSchema,
  type OrganisationId,
  type VersionId,
  type WorkflowId,
} from '@switchyard/domain';

/** A workflow with its draft, as the use cases of this folder read it. */
export interface WorkflowRecord {
  readonly id: WorkflowId;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly draft: DraftDefinition;
  readonly draftRevision: number;
  readonly draftUpdatedAt: Date;
  readonly draftUpdatedBy: string | null;
  readonly currentVersionId: VersionId | null;
  readonly archivedAt: Date | null;
}

type WorkflowRow = Omit<WorkflowRecord, 'draft'> & { readonly draft: unknown };

const columns = `w.id, w.slug, w.name, w.description, w.draft, w.draft_revision AS "draftRevision",
  w.draft_updated_at AS "draftUpdatedAt", w.current_version_id AS "currentVersionId", w.archived_at AS "archivedAt",
  (SELECT u.name FROM app_user u WHERE u.id = w.draft_updated_by_id) AS "draftUpdatedBy"`;

/** `isLocked` holds the row until the transaction ends. Throws `not_found`, also for another tenant's. */
export const getWorkflowRecord = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
  isLocked = false,
): Promise<WorkflowRecord> => {
  const [row] = await tx.query<WorkflowRow>(
    `SELECT ${columns} FROM workflow w WHERE w.organisation_id = $1 AND w.slug = $2${isLocked ? ' FOR UPDATE' : ''}`,
    [organisationId, slug],
  );
  if (!row) throw new DomainError('not_found', `There is no workflow “${slug}”.`);
  return { ...row, draft: draftDefinitionSchema.parse(row.draft) };
};

/** As getWorkflowRecord, locked, for changes. Throws `not_permitted_now` for an archived one. */
export const requireEditable = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
): Promise<WorkflowRecord> => {
  const workflow = await getWorkflowRecord(tx, organisationId, slug, true);
  if (!workflow.archivedAt) return workflow;
  throw new DomainError('not_permitted_now', `“${workflow.name}” is archived. Restore it before changing it.`);
};

export interface VersionRecord {
  readonly id: VersionId;
  readonly number: number;
  readonly hash: string;
  readonly note: string;
  readonly definition: Definition;
  /** Task slug → task version, as they stood at publishing. */
  readonly tasks: Readonly<Record<string, string>>;
  readonly publishedAt: Date;
  readonly publishedBy: string | null;
}

type VersionRow = Omit<VersionRecord, 'definition' | 'tasks'> & {
  readonly definition: unknown;
  readonly tasks: Record<string, string> | null;
};

/** By id or number. Null when there is none. */
export const findVersionRecord = async (
  tx: Tx,
  organisationId: OrganisationId,
  workflowId: WorkflowId,
  by: { readonly id: VersionId } | { readonly number: number },
): Promise<VersionRecord | null> => {
  const [column, value] = 'id' in by ? (['v.id', by.id] as const) : (['v.number', by.number] as const);
  const [row] = await tx.query<VersionRow>(
    `SELECT v.id, v.number, v.hash, v.note, v.definition, v.resolved->'tasks' AS tasks, v.published_at AS "publishedAt",
            (SELECT u.name FROM app_user u WHERE u.id = v.published_by_id) AS "publishedBy"
     FROM workflow_version v WHERE v.organisation_id = $1 AND v.workflow_id = $2 AND ${column} = $3`,
    [organisationId, workflowId, value],
  );
  return row ? { ...row, definition: definitionSchema.parse(row.definition), tasks: row.tasks ?? {} } : null;
};

export const getVersionRecord = async (
  tx: Tx,
  organisationId: OrganisationId,
  workflow: WorkflowRecord,
  number: number,
): Promise<VersionRecord> => {
  const version = await findVersionRecord(tx, organisationId, workflow.id, { number });
  if (version) return version;
  throw new DomainError('not_found', `“${workflow.name}” has no version ${number}.`);
};
