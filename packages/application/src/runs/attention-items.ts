import { runIdSchema, slugSchema, stepIdSchema } from '@switchyard/domain';
import { z } from 'zod';

/**
 * Why something needs a person. `held`: a step failed and its run waits. `unknown`: a call may have had its effect. `failed`: a
 * run ended in failure and was neither run again nor set aside. `paused`: somebody paused the run.
 */
export const attentionKinds = ['held', 'unknown', 'failed', 'paused'] as const;
export const attentionKindSchema = z.enum(attentionKinds);

export const attentionFilterSchema = z.object({
  kind: attentionKindSchema.optional(),
  workflowSlug: slugSchema.optional(),
  versionNumber: z.int().min(1).optional(),
  nodeId: z.string().max(120).optional(),
  errorCode: z.string().max(60).optional(),
  /** From when on it has needed somebody, and until when. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
});
export type AttentionFilter = z.infer<typeof attentionFilterSchema>;

export const attentionItemSchema = z.object({
  /** Of the step, or of the run where it is about the run: newest first, and what a page goes on from. */
  id: z.uuid(),
  kind: attentionKindSchema,
  runId: runIdSchema,
  stepId: stepIdSchema.nullable(),
  workflowSlug: z.string(),
  workflowName: z.string(),
  versionNumber: z.int(),
  nodeId: z.string().nullable(),
  nodeName: z.string().nullable(),
  errorCode: z.string().nullable(),
  message: z.string(),
  /** It ended its worker each time it was tried. */
  isStopped: z.boolean(),
  since: z.iso.datetime(),
});
export type AttentionItem = z.infer<typeof attentionItemSchema>;

const columns = `w.slug AS "workflowSlug", w.name AS "workflowName", v.number AS "versionNumber"`;
const joins = 'JOIN workflow w ON w.id = r.workflow_id JOIN workflow_version v ON v.id = r.version_id';

/** A run whose failure the run around it has been told of is that one's business. */
const isOwnBusiness = `NOT EXISTS (SELECT 1 FROM step p WHERE p.id = r.parent_step_id AND p.status <> 'completed')`;

const stepItems = `
  SELECT s.id, CASE WHEN s.status = 'unknown' THEN 'unknown' ELSE 'held' END AS kind, r.id AS "runId", s.id AS "stepId", ${columns},
         s.node_id AS "nodeId", s.name AS "nodeName", s.error->>'code' AS "errorCode",
         coalesce(s.error->>'message', s.waiting_reason, '') AS message, s.crashes >= 3 AS "isStopped",
         coalesce(s.finished_at, s.started_at, s.created_at) AS since
  FROM step s JOIN run r ON r.id = s.run_id ${joins}
  WHERE s.organisation_id = $1 AND r.status IN ('running', 'waiting')
    AND (s.status = 'unknown' OR (s.status IN ('failed', 'completed') AND s.waiting_reason IS NOT NULL))`;

const failedItems = `
  SELECT r.id, 'failed' AS kind, r.id AS "runId", f.id AS "stepId", ${columns}, f.node_id AS "nodeId", f.name AS "nodeName",
         r.error->>'code' AS "errorCode", coalesce(r.error->>'message', '') AS message,
         coalesce(f.crashes >= 3, false) AS "isStopped", r.finished_at AS since
  FROM run r ${joins}
  LEFT JOIN LATERAL (
    SELECT id, node_id, name, crashes FROM step
    WHERE run_id = r.id AND status = 'failed' AND scope IS NULL ORDER BY ordinal DESC LIMIT 1) f ON true
  WHERE r.organisation_id = $1 AND r.status = 'failed' AND r.handled_at IS NULL AND ${isOwnBusiness}`;

const pausedItems = `
  SELECT r.id, 'paused' AS kind, r.id AS "runId", NULL::uuid AS "stepId", ${columns}, NULL AS "nodeId", NULL AS "nodeName",
         NULL AS "errorCode", coalesce(r.waiting_reason, '') AS message, false AS "isStopped", r.paused_at AS since
  FROM run r ${joins}
  WHERE r.organisation_id = $1 AND r.paused_at IS NOT NULL AND r.paused_with IS NULL AND r.status IN ('running', 'waiting')`;

/** Each with an index that holds little else, in the order of ids: a page reads a page. */
const sources = { held: stepItems, unknown: stepItems, failed: failedItems, paused: pausedItems } as const;

export interface AttentionQuery {
  readonly text: string;
  readonly values: readonly (string | number | null)[];
}

export interface AttentionWindow {
  /** Id after which to go on. */
  readonly cursor?: string | undefined;
  /** At most so many of each source. */
  readonly limit: number;
  readonly kinds?: readonly (typeof attentionKinds)[number][];
}

/** The items a filter finds, as a query of columns named like the schema's, newest first within each source. */
export const attentionQuery = (
  organisationId: string,
  filter: AttentionFilter,
  { cursor, limit, kinds = attentionKinds }: AttentionWindow,
): AttentionQuery => {
  const values = [
    organisationId,
    filter.workflowSlug ?? null,
    filter.versionNumber ?? null,
    filter.nodeId ?? null,
    filter.errorCode ?? null,
    filter.from ?? null,
    filter.to ?? null,
    cursor ?? null,
  ];
  const wanted = filter.kind === undefined ? kinds : [filter.kind];
  const kindList = wanted.map((kind) => `'${kind}'`).join(', ');
  const texts = [...new Set(wanted.map((kind) => sources[kind]))].map(
    (source) => `(SELECT * FROM (${source}) item
       WHERE kind IN (${kindList}) AND ($2::text IS NULL OR "workflowSlug" = $2) AND ($3::int IS NULL OR "versionNumber" = $3)
         AND ($4::text IS NULL OR "nodeId" = $4) AND ($5::text IS NULL OR "errorCode" = $5)
         AND ($6::timestamptz IS NULL OR since >= $6) AND ($7::timestamptz IS NULL OR since < $7)
         AND ($8::uuid IS NULL OR id < $8)
       ORDER BY id DESC LIMIT ${limit})`,
  );
  return { text: texts.join(' UNION ALL '), values };
};
