import { z } from 'zod';

/** What an event is about. Closed, so that filters and links can be built on it. */
export const auditTargetKinds = [
  'organisation',
  'workflow',
  'run',
  'step',
  'message',
  'approval',
  'source',
  'task',
  'dataset',
  'eval',
  'calendar',
  'limit',
  'budget',
  'supplier',
  'tool_server',
  'secret',
  'policy',
  'api_key',
  'member',
  'group',
  'secret',
  'session',
  'audit_log',
  'settings',
] as const;
export const auditTargetKindSchema = z.enum(auditTargetKinds);
export type AuditTargetKind = z.infer<typeof auditTargetKindSchema>;

/** The names a sentence is built from. Labels are as they were when the event happened. */
export interface SentenceParts<Payload> {
  readonly actor: string;
  readonly target: string;
  readonly payload: Payload;
}

export interface EventDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly targetKind: AuditTargetKind;
  readonly payload: Schema;
  /** One plain sentence without a full stop; undefined when the payload does not fit the schema. */
  readonly sentence: (parts: SentenceParts<unknown>) => string | undefined;
}

/**
 * One entry of the vocabulary: what the event is about, what its payload holds, and how it reads.
 * Payloads are written into an immutable log: ids, hashes and facts, never secrets and never whole documents.
 */
export const defineEvent = <Schema extends z.ZodType>(
  targetKind: AuditTargetKind,
  payload: Schema,
  sentence: (parts: SentenceParts<z.infer<Schema>>) => string,
): EventDefinition<Schema> => ({
  targetKind,
  payload,
  sentence: (parts) => {
    const parsed = payload.safeParse(parts.payload);
    return parsed.success ? sentence({ ...parts, payload: parsed.data }) : undefined;
  },
});

/** Payload of events that say everything by name, actor and target. */
export const noPayload = z.strictObject({});
