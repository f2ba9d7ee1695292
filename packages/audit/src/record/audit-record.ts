import {
  type Actor,
  auditEventIdSchema,
  DomainError,
  type JsonObject,
  jsonObjectSchema,
  organisationIdSchema,
  runIdSchema,
} from '@switchyard/domain';
import { z } from 'zod';
import { auditTargetKindSchema } from '../vocabulary/define-event.ts';
import {
  type AuditEventName,
  type AuditPayload,
  auditEventNameSchema,
  auditEvents,
} from '../vocabulary/event-vocabulary.ts';

export const auditActorKinds = ['user', 'api_key', 'system', 'anonymous'] as const;

/** Who did it, with the label they had at that moment. */
export const auditActorSchema = z.strictObject({
  kind: z.enum(auditActorKinds),
  id: z.string(),
  label: z.string(),
});
export type AuditActor = z.infer<typeof auditActorSchema>;

/** The stored and hashed form of an event. A change of this shape is a new `v` with a golden file of its own. */
export const auditRecordSchema = z.strictObject({
  v: z.literal(1),
  id: auditEventIdSchema,
  organisationId: organisationIdSchema,
  type: auditEventNameSchema,
  /** UTC with milliseconds, exactly as `Date.prototype.toISOString` writes it. */
  at: z.iso.datetime({ precision: 3 }),
  actor: auditActorSchema,
  target: z.strictObject({ kind: auditTargetKindSchema, id: z.string(), label: z.string() }),
  runId: runIdSchema.optional(),
  payload: jsonObjectSchema,
  /** Keyed hash of what is kept encrypted beside the record, see `privatePayloadHash`. */
  payloadHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** A record as it is read back: names and kinds may be those of another version of the vocabulary. */
export type LoggedRecord = {
  readonly v: 1;
  readonly id: string;
  readonly organisationId: string;
  readonly type: string;
  readonly at: string;
  readonly actor: { readonly kind: string; readonly id: string; readonly label: string };
  readonly target: { readonly kind: string; readonly id: string; readonly label: string };
  readonly runId?: string | undefined;
  readonly payload: JsonObject;
  readonly payloadHash?: string | undefined;
};

/** What a use case says; who, when and in which organisation are added around it. */
export type AuditEvent<Name extends AuditEventName = AuditEventName> = {
  [Each in Name]: {
    readonly type: Each;
    readonly target: { readonly id: string; readonly label: string };
    readonly runId?: string | undefined;
    readonly payload: AuditPayload<Each>;
  };
}[Name];

export interface RecordContext {
  readonly id: string;
  readonly organisationId: string;
  readonly at: Date;
  readonly actor: AuditActor;
  readonly payloadHash?: string;
}

const idPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/**
 * Whether a record certainly fits, its payload having passed the schema of its own: what is left are ids, and texts by their
 * types. Thousands of records a second are not taken apart once more for that.
 */
const isCertain = ({ id, organisationId, runId, payload }: AuditDraft): boolean =>
  idPattern.test(id) &&
  idPattern.test(organisationId) &&
  (runId === undefined || idPattern.test(runId)) &&
  !Object.values(payload).includes(undefined);

interface AuditDraft {
  readonly id: string;
  readonly organisationId: string;
  readonly runId?: string | undefined;
  readonly payload: object;
}

/** The record of an event. Throws `invalid_input` when payload or ids do not fit: the change then fails with it. */
export const auditRecord = (event: AuditEvent, context: RecordContext): AuditRecord => {
  const { targetKind, payload } = auditEvents[event.type];
  const record = {
    v: 1,
    id: context.id,
    organisationId: context.organisationId,
    type: event.type,
    at: context.at.toISOString(),
    actor: context.actor,
    target: { kind: targetKind, id: event.target.id, label: event.target.label },
    ...(event.runId === undefined ? {} : { runId: event.runId }),
    payload: payload.parse(event.payload),
    ...(context.payloadHash === undefined ? {} : { payloadHash: context.payloadHash }),
  };
  if (context.payloadHash === undefined && isCertain(record)) return record as AuditRecord;
  const parsed = auditRecordSchema.safeParse(record);
  if (parsed.success) return parsed.data;
  throw new DomainError(
    'invalid_input',
    `The audit event ${event.type} is malformed: ${z.prettifyError(parsed.error)}`,
  );
};

/** The actor of a use case as the log names it. */
export const auditActor = (actor: Actor): AuditActor => {
  if (actor.kind === 'user') return { kind: 'user', id: actor.userId, label: actor.name };
  if (actor.kind === 'api_key') return { kind: 'api_key', id: actor.apiKeyId, label: actor.name };
  return { kind: 'system', id: actor.name, label: 'Switchyard' };
};

/** Somebody who is not signed in, such as at a failed sign-in. */
export const anonymousActor: AuditActor = { kind: 'anonymous', id: '', label: 'Somebody' };
