import { createHash } from 'node:crypto';
import { canonicalJson } from '@switchyard/audit';
import type { Tx } from '@switchyard/db';
import {
  DomainError,
  jsonObjectSchema,
  type OrganisationId,
  type TaskId,
  type TaskSpec,
  type TaskVersionId,
  taskSpecSchema,
} from '@switchyard/domain';

export interface TaskRecord {
  readonly id: TaskId;
  readonly slug: string;
  readonly name: string;
  readonly draft: TaskSpec;
  readonly currentVersionId: TaskVersionId | null;
  readonly currentNumber: number | null;
  readonly currentHash: string | null;
}

interface TaskRow {
  readonly id: TaskId;
  readonly slug: string;
  readonly name: string;
  readonly draft: unknown;
  readonly current_version_id: TaskVersionId | null;
  readonly number: number | null;
  readonly hash: string | null;
}

/** SHA-256 (hex) over the task as canonical JSON: what a version is known by. */
export const hashTask = (spec: TaskSpec): string =>
  createHash('sha256')
    .update(canonicalJson(jsonObjectSchema.parse(JSON.parse(JSON.stringify(spec)))))
    .digest('hex');

/** The live task with this key. Throws `not_found`; another tenant's is not found either. `forUpdate` locks it. */
export const requireTask = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
  options: { readonly forUpdate?: boolean } = {},
): Promise<TaskRecord> => {
  const [row] = await tx.query<TaskRow>(
    `SELECT t.id, t.slug, t.name, t.draft, t.current_version_id, v.number, v.hash
     FROM task t LEFT JOIN task_version v ON v.id = t.current_version_id
     WHERE t.organisation_id = $1 AND t.slug = $2 AND t.archived_at IS NULL ${options.forUpdate ? 'FOR UPDATE OF t' : ''}`,
    [organisationId, slug],
  );
  if (!row) throw new DomainError('not_found', `There is no task “${slug}”.`);
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    draft: taskSpecSchema.parse(row.draft),
    currentVersionId: row.current_version_id,
    currentNumber: row.number,
    currentHash: row.hash,
  };
};
