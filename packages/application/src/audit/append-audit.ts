import { type AuditActor, type AuditEvent, auditActor, auditRecord } from '@switchyard/audit';
import { newId, type SqlValue, type Tx } from '@switchyard/db';
import type { Actor, OrganisationId } from '@switchyard/domain';

interface AuditContext {
  readonly organisationId: OrganisationId;
  readonly actor: AuditActor;
  readonly at: Date;
}

/**
 * Writes events in the caller's transaction: no change without its event, no event without its change.
 * A payload that does not fit the vocabulary throws and takes the change with it.
 */
export const appendAudit = (tx: Tx, actor: Actor, at: Date, ...events: readonly AuditEvent[]): Promise<void> =>
  appendAuditAs(tx, { organisationId: actor.organisationId, actor: auditActor(actor), at }, ...events);

/** The same, travelling with the commit: for transitions, whose every round trip counts. */
export const sendAudit = (tx: Tx, actor: Actor, at: Date, ...events: readonly AuditEvent[]): void => {
  if (events.length === 0) return;
  const context = { organisationId: actor.organisationId, actor: auditActor(actor), at };
  tx.send(insertStatement, insertValues(context, events));
};

/** For events of somebody who is not an actor yet, such as a failed sign-in. */
export const appendAuditAs = async (tx: Tx, context: AuditContext, ...events: readonly AuditEvent[]): Promise<void> => {
  if (events.length > 0) await tx.execute(insertStatement, insertValues(context, events));
};

// One statement for event and pending row: an event the sealer cannot see would never get its leaf.
const insertStatement = `WITH event AS (
       INSERT INTO audit_event (id, organisation_id, type, at, actor_kind, actor_id, actor_label,
                                target_kind, target_id, target_label, run_id, payload)
       SELECT id, $1::uuid, type, $2::timestamptz, $3, $4, $5, target_kind, target_id, target_label, run_id, payload
       FROM unnest($6::uuid[], $7::text[], $8::text[], $9::text[], $10::text[], $11::uuid[], $12::jsonb[])
         AS event (id, type, target_kind, target_id, target_label, run_id, payload)
       RETURNING id)
     INSERT INTO audit_pending (event_id, organisation_id) SELECT id, $1::uuid FROM event`;

const insertValues = (context: AuditContext, events: readonly AuditEvent[]): SqlValue[] => {
  const records = events.map((event) => auditRecord(event, { ...context, id: newId() }));
  return [
    context.organisationId,
    context.at,
    context.actor.kind,
    context.actor.id,
    context.actor.label,
    records.map((record) => record.id),
    records.map((record) => record.type),
    records.map((record) => record.target.kind),
    records.map((record) => record.target.id),
    records.map((record) => record.target.label),
    records.map((record) => record.runId ?? null),
    records.map((record) => JSON.stringify(record.payload)),
  ];
};
