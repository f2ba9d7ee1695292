import { jsonObjectSchema } from '@switchyard/domain';
import { z } from 'zod';
import { defineEvent, noPayload } from './define-event.ts';
import { phraseCount, phraseList } from './phrasing.ts';

const changed = z.strictObject({ changed: z.array(z.string()) });

/** The fields of a search as people call them. */
const fieldWords: Record<string, string> = {
  text: 'words',
  type: 'event',
  actorId: 'person',
  targetKind: 'kind',
  targetId: 'subject',
  runId: 'run',
  from: 'time',
  to: 'time',
};

const phraseFilter = (filter: object): string => {
  const words = new Set(Object.keys(filter).map((field) => fieldWords[field] ?? field));
  return words.size === 0 ? '' : ` by ${phraseList([...words].sort())}`;
};

/** Put in force although it is not shown to be good enough: what was found, and why nevertheless. */
const override = z.strictObject({ reason: z.string(), findings: z.array(z.string()) });
const pastGuard = (payload: { readonly override?: z.infer<typeof override> | undefined }): string =>
  payload.override ? `; past its guard, because ${payload.override.reason}` : '';

/** Events about the rules and about the record itself: reading, exporting and verifying it leave a trace too. */
export const governanceEvents = {
  'policy.updated': defineEvent(
    'policy',
    changed,
    ({ actor, target, payload }) => `${actor} changed ${phraseList(payload.changed)} of the policy ${target}`,
  ),
  'policy.drafted': defineEvent(
    'policy',
    noPayload,
    ({ actor, target }) => `${actor} changed the draft of the routing policy of ${target}`,
  ),
  'policy.published': defineEvent(
    'policy',
    /** `changes`: what it changes in the version before, in sentences. */
    z.strictObject({
      number: z.int(),
      note: z.string(),
      changes: z.array(z.string()),
      override: override.optional(),
    }),
    ({ actor, target, payload }) =>
      `${actor} published version ${payload.number} of the routing policy of ${target}: ${payload.note}${pastGuard(payload)}`,
  ),
  'policy.taken-back': defineEvent(
    'policy',
    z.strictObject({ number: z.int(), note: z.string(), override: override.optional() }),
    ({ actor, target, payload }) =>
      `${actor} took back the own routing policy of ${target}, so that the wider one holds: ${payload.note}${pastGuard(payload)}`,
  ),
  /** Answers that were kept to be given again went: all of them, or those of a task, of its erased cases, or of a key. */
  'answers.forgotten': defineEvent(
    'organisation',
    z.strictObject({ of: z.enum(['everything', 'task', 'cases', 'api_key']), answers: z.int().min(0) }),
    ({ actor, target, payload }) =>
      `${actor} had ${phraseCount(payload.answers, 'kept answer')} of ${target} forgotten`,
  ),
  'settings.updated': defineEvent(
    'settings',
    changed,
    ({ actor, payload }) => `${actor} changed the settings ${phraseList(payload.changed)}`,
  ),
  'audit.searched': defineEvent(
    'audit_log',
    z.strictObject({ filter: jsonObjectSchema }),
    ({ actor, payload }) => `${actor} searched the audit trail${phraseFilter(payload.filter)}`,
  ),
  'audit.exported': defineEvent(
    'audit_log',
    z.strictObject({ format: z.enum(['jsonl', 'csv']), filter: jsonObjectSchema }),
    ({ actor, payload }) => `${actor} exported the audit trail as ${payload.format.toUpperCase()}`,
  ),
  'audit.verified': defineEvent(
    'audit_log',
    z.strictObject({ isIntact: z.boolean(), size: z.int().min(0), findings: z.int().min(0) }),
    ({ actor, payload }) => {
      const verdict = payload.isIntact ? 'intact' : `found ${phraseCount(payload.findings, 'problem')}`;
      return `${actor} verified the audit trail of ${phraseCount(payload.size, 'event')}: ${verdict}`;
    },
  ),
} as const;
