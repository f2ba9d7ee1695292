import type { LoggedRecord } from '@switchyard/audit';
import type { JsonObject } from '@switchyard/domain';

/** A row of audit_event under the names of `auditColumns`. */
export interface AuditRow {
  readonly id: string;
  readonly organisationId: string;
  readonly type: string;
  readonly at: Date;
  readonly actorKind: string;
  readonly actorId: string | null;
  readonly actorLabel: string;
  readonly targetKind: string;
  readonly targetId: string | null;
  readonly targetLabel: string;
  readonly runId: string | null;
  readonly payload: JsonObject;
}

/** Select list of audit_event aliased as `e`. */
export const auditColumns = `e.id, e.organisation_id AS "organisationId", e.type, e.at, e.actor_kind AS "actorKind",
  e.actor_id AS "actorId", e.actor_label AS "actorLabel", e.target_kind AS "targetKind", e.target_id AS "targetId",
  e.target_label AS "targetLabel", e.run_id AS "runId", e.payload`;

/**
 * The record whose canonical form was hashed into the log. Not parsed: a row that somebody tampered with must still come
 * back as it is, so that verification can name it.
 */
export const recordOfRow = (row: AuditRow): LoggedRecord => ({
  v: 1,
  id: row.id,
  organisationId: row.organisationId,
  type: row.type,
  at: row.at.toISOString(),
  actor: { kind: row.actorKind, id: row.actorId ?? '', label: row.actorLabel },
  target: { kind: row.targetKind, id: row.targetId ?? '', label: row.targetLabel },
  ...(row.runId === null ? {} : { runId: row.runId }),
  payload: row.payload,
});
