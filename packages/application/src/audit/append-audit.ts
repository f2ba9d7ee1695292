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
  const context = { organisationId: actor.organisationId, actor: auditActor(actor), at };
  for (const { text, values } of insertsOf(context, events)) tx.send(text, values);
};

/** For events of somebody who is not an actor yet, such as a failed sign-in. */
export const appendAuditAs = async (tx: Tx, context: AuditContext, ...events: readonly AuditEvent[]): Promise<void> => {
  for (const { text, values } of insertsOf(context, events)) await tx.execute(text, values);
};

/** Events in one statement: each number of them is a text of its own that a connection keeps planned. */
const eventsPerInsert = 8;
const sharedCount = 5;
const ownCount = 7;

const ownPlaces = (index: number): string[] =>
  Array.from({ length: ownCount }, (_, column) => `$${sharedCount + index * ownCount + column + 1}`);

const insertTexts = new Map<number, string>();

// One statement for event and pending row: an event the sealer cannot see would never get its leaf. Rows as lists of values,
// because taking arrays apart costs the server more than the rows do.
const insertText = (count: number): string => {
  const known = insertTexts.get(count);
  if (known !== undefined) return known;
  const rows = Array.from({ length: count }, (_, index) => ownPlaces(index));
  const text = `WITH event AS (
       INSERT INTO audit_event (organisation_id, at, actor_kind, actor_id, actor_label,
                                id, type, target_kind, target_id, target_label, run_id, payload)
       VALUES ${rows.map((places) => `($1, $2, $3, $4, $5, ${places.join(', ')})`).join(', ')})
     INSERT INTO audit_pending (organisation_id, event_id) VALUES ${rows.map(([id]) => `($1, ${id})`).join(', ')}`;
  insertTexts.set(count, text);
  return text;
};

interface Insert {
  readonly text: string;
  readonly values: SqlValue[];
}

const insertsOf = (context: AuditContext, events: readonly AuditEvent[]): Insert[] => {
  const inserts: Insert[] = [];
  for (let from = 0; from < events.length; from += eventsPerInsert) {
    const part = events.slice(from, from + eventsPerInsert);
    inserts.push({ text: insertText(part.length), values: insertValues(context, part) });
  }
  return inserts;
};

const insertValues = ({ organisationId, at, actor }: AuditContext, events: readonly AuditEvent[]): SqlValue[] => [
  organisationId,
  at,
  actor.kind,
  actor.id,
  actor.label,
  ...events.flatMap((event) => {
    const { id, type, target, runId, payload } = auditRecord(event, { organisationId, at, actor, id: newId() });
    return [id, type, target.kind, target.id, target.label, runId ?? null, JSON.stringify(payload)];
  }),
];
