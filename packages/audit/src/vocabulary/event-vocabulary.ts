import { z } from 'zod';
import { accessEvents } from './access-events.ts';
import { approvalEvents } from './approval-events.ts';
import { budgetEvents } from './budget-events.ts';
import { calendarEvents } from './calendar-events.ts';
import { classifierEvents } from './classifier-events.ts';
import type { EventDefinition, SentenceParts } from './define-event.ts';
import { evalEvents } from './eval-events.ts';
import { governanceEvents } from './governance-events.ts';
import { limitEvents } from './limit-events.ts';
import { messageEvents } from './message-events.ts';
import { migrationEvents } from './migration-events.ts';
import { receiptEvents } from './receipt-events.ts';
import { runEvents } from './run-events.ts';
import { secretEvents } from './secret-events.ts';
import { sourceEvents } from './source-events.ts';
import { stepEvents } from './step-events.ts';
import { supplierEvents } from './supplier-events.ts';
import { taskEvents } from './task-events.ts';
import { toolEvents } from './tool-events.ts';
import { workflowEvents } from './workflow-events.ts';

/**
 * The closed vocabulary. An event is added in the file of its area; a new area is a line here.
 * Names are written into an immutable log: never rename or reuse one, never take a field out of a payload.
 */
export const auditEvents = {
  ...workflowEvents,
  ...runEvents,
  ...migrationEvents,
  ...stepEvents,
  ...messageEvents,
  ...approvalEvents,
  ...sourceEvents,
  ...taskEvents,
  ...classifierEvents,
  ...evalEvents,
  ...calendarEvents,
  ...limitEvents,
  ...budgetEvents,
  ...receiptEvents,
  ...supplierEvents,
  ...secretEvents,
  ...toolEvents,
  ...accessEvents,
  ...governanceEvents,
} as const satisfies Record<string, EventDefinition>;

export type AuditEventName = keyof typeof auditEvents;
export type AuditPayload<Name extends AuditEventName> = z.infer<(typeof auditEvents)[Name]['payload']>;

export const isAuditEventName = (name: string): name is AuditEventName => Object.hasOwn(auditEvents, name);

export const auditEventNames: readonly AuditEventName[] = Object.keys(auditEvents).filter(isAuditEventName);

export const auditEventNameSchema = z.string().refine(isAuditEventName, 'is not in the audit vocabulary');

/** The event as one plain sentence, without a full stop. A payload of an unknown shape still reads. */
export const auditSentence = (name: string, parts: SentenceParts<unknown>): string => {
  const sentence = isAuditEventName(name) ? auditEvents[name].sentence(parts) : undefined;
  return sentence ?? `${parts.actor}: ${name} ${parts.target}`;
};

/** The event as one plain sentence from its stored record. */
export const recordSentence = (record: {
  readonly type: string;
  readonly actor: { readonly label: string };
  readonly target: { readonly label: string };
  readonly payload: unknown;
}): string =>
  auditSentence(record.type, { actor: record.actor.label, target: record.target.label, payload: record.payload });

/** The part of a name before the dot: what kind of thing happened. */
export const auditArea = (name: string): string => name.split('.')[0] ?? name;

export const auditAreas: readonly string[] = [...new Set(auditEventNames.map(auditArea))];
