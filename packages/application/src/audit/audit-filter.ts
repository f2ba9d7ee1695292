import { auditArea, auditAreas, auditEventNames, auditTargetKindSchema, isAuditEventName } from '@switchyard/audit';
import type { SqlValue } from '@switchyard/db';
import type { JsonObject, OrganisationId } from '@switchyard/domain';
import { z } from 'zod';

/** What a person narrows the trail down by. Absent fields do not narrow. */
export const auditFilterSchema = z.strictObject({
  /** Words in the names of actor and target or in the reasons given; each is matched from its beginning. */
  text: z.string().trim().max(200).optional(),
  /** An event's name, such as `approval.decided`, or an area, such as `approval`. */
  type: z
    .string()
    .refine((type) => isAuditEventName(type) || auditAreas.includes(type), 'is neither an event nor an area')
    .optional(),
  actorId: z.string().max(200).optional(),
  targetKind: auditTargetKindSchema.optional(),
  targetId: z.string().max(200).optional(),
  runId: z.uuid().optional(),
  /** From this instant on. */
  from: z.iso.datetime({ offset: true }).optional(),
  /** Before this instant. */
  to: z.iso.datetime({ offset: true }).optional(),
});
export type AuditFilter = z.infer<typeof auditFilterSchema>;

const isSet = (value: string | undefined): value is string => value !== undefined && value !== '';

/** The filter as the log records it: only what narrows. */
export const filterFacts = (filter: AuditFilter): JsonObject =>
  Object.fromEntries(Object.entries(filter).flatMap(([field, value]) => (isSet(value) ? [[field, value]] : [])));

/** `Jane inv-47` → `jane:* & inv:* & 47:*`; null when there is no word in it. */
const wordQuery = (text: string): string | null => {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  return words.length === 0 ? null : words.map((word) => `${word}:*`).join(' & ');
};

const namesOf = (type: string): readonly string[] =>
  isAuditEventName(type) ? [type] : auditEventNames.filter((name) => auditArea(name) === type);

export interface SqlConditions {
  /** Conditions on audit_event aliased as `e`, joined by AND; $1 is the organisation. */
  readonly where: string;
  readonly values: readonly SqlValue[];
}

/** The filter as SQL, all values as parameters. */
export const filterConditions = (organisationId: OrganisationId, filter: AuditFilter): SqlConditions => {
  const values: SqlValue[] = [organisationId];
  const conditions = ['e.organisation_id = $1'];
  const add = (value: SqlValue, condition: (parameter: string) => string) => {
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  const words = isSet(filter.text) ? wordQuery(filter.text) : null;
  if (isSet(filter.type)) add(namesOf(filter.type), (names) => `e.type = ANY(${names}::text[])`);
  if (isSet(filter.actorId)) add(filter.actorId, (id) => `e.actor_id = ${id}`);
  if (isSet(filter.targetKind)) add(filter.targetKind, (kind) => `e.target_kind = ${kind}`);
  if (isSet(filter.targetId)) add(filter.targetId, (id) => `e.target_id = ${id}`);
  if (isSet(filter.runId)) add(filter.runId, (id) => `e.run_id = ${id}::uuid`);
  if (isSet(filter.from)) add(filter.from, (at) => `e.at >= ${at}::timestamptz`);
  if (isSet(filter.to)) add(filter.to, (at) => `e.at < ${at}::timestamptz`);
  if (words !== null) add(words, (query) => `e.words @@ to_tsquery('simple', ${query})`);
  return { where: conditions.join(' AND '), values };
};
