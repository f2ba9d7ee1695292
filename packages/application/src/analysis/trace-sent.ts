import { contentDigest } from '@switchyard/approvals';
import type { Tx } from '@switchyard/db';
import { type JsonValue, jsonObjectSchema, type OrganisationId } from '@switchyard/domain';
import { z } from 'zod';
import { readStored } from '../payloads/stored-value.ts';

/** One thing that a run sent to somebody who is no model: a tool server, or another system by HTTP. */
export const sentSchema = z.object({
  /** tool_server: a call of one of its tools. http_tool: of an agent step's own tool. http_step: an attempt of an HTTP step. */
  kind: z.enum(['tool_server', 'http_tool', 'http_step']),
  /** Slug of the tool server, or origin and path that was called. */
  to: z.string(),
  /** Name of the tool, or the method. */
  what: z.string(),
  stepId: z.string(),
  stepName: z.string(),
  /** Of an agent step: the turn that asked for it. */
  turn: z.int().nullable(),
  /** SHA-256 of what was sent as canonical JSON; null where it is kept apart because of its size. */
  digest: z.string().nullable(),
  /** The key stands in what was sent, as a whole value or within a text; null where that cannot be looked into. */
  hasKey: z.boolean().nullable(),
  /** done, failed, unknown …: sent all the same, since nobody can tell what arrived. */
  outcome: z.string(),
  /** The event of the audit log that proves it; null where it was never answered. */
  eventId: z.string().nullable(),
  at: z.iso.datetime(),
});
export type Sent = z.infer<typeof sentSchema>;

/** By run. */
export type SentByRun = ReadonlyMap<string, readonly Sent[]>;

const textOf = (value: JsonValue): string => JSON.stringify(value);

/** Within JSON text as it would stand there, quotes and backslashes escaped. */
const containsKey = (value: JsonValue, key: string): boolean =>
  textOf(value).includes(JSON.stringify(key).slice(1, -1));

interface ToolRow {
  readonly runId: string;
  readonly callId: string;
  readonly stepId: string;
  readonly stepName: string;
  readonly turn: number;
  readonly server: string | null;
  readonly tool: string;
  readonly url: string | null;
  readonly arguments: JsonValue;
  readonly argumentsDigest: string;
  readonly status: string;
  readonly eventId: string | null;
  readonly at: Date;
}

/** Calls that had begun, whatever came of them. Tools that only read in this installation send nothing. */
const toolCalls = `
  SELECT c.run_id AS "runId", c.id AS "callId", c.step_id AS "stepId", s.name AS "stepName", c.turn, c.server, c.tool, own.url,
         c.arguments, c.arguments_digest AS "argumentsDigest", c.status, c.begun_at AS at,
         (SELECT e.id FROM audit_event e WHERE e.organisation_id = $1 AND e.run_id = c.run_id AND e.type = 'step.tool-called'
            AND e.payload::jsonb ->> 'callId' = c.id::text LIMIT 1) AS "eventId"
  FROM agent_call c JOIN step s ON s.id = c.step_id JOIN run r ON r.id = c.run_id JOIN workflow_version v ON v.id = r.version_id
  LEFT JOIN LATERAL (
    SELECT offered ->> 'url' AS url
    FROM jsonb_array_elements(v.definition -> 'nodes') node, jsonb_array_elements(node -> 'config' -> 'tools') offered
    WHERE c.server IS NULL AND node ->> 'id' = s.node_id AND offered ->> 'kind' = 'http' AND offered ->> 'name' = c.tool LIMIT 1) own ON true
  WHERE c.organisation_id = $1 AND c.run_id = ANY($2::uuid[]) AND c.begun_at IS NOT NULL
    AND (c.server IS NOT NULL OR own.url IS NOT NULL)
  ORDER BY c.begun_at, c.id`;

interface HttpRow {
  readonly runId: string;
  readonly stepId: string;
  readonly stepName: string;
  readonly input: JsonValue;
  readonly status: string;
  readonly eventId: string | null;
  readonly at: Date;
}

const httpAttempts = `
  SELECT s.run_id AS "runId", s.id AS "stepId", s.name AS "stepName", s.input, a.status, a.started_at AS at,
         (SELECT e.id FROM audit_event e WHERE e.organisation_id = $1 AND e.run_id = s.run_id AND e.type = 'step.http-sent'
            AND e.payload::jsonb ->> 'idempotencyKey' = a.idempotency_key LIMIT 1) AS "eventId"
  FROM step s JOIN step_attempt a ON a.step_id = s.id
  WHERE s.organisation_id = $1 AND s.run_id = ANY($2::uuid[]) AND s.kind = 'http' AND s.copied_from_id IS NULL
  ORDER BY a.started_at, a.number`;

const toTool = (row: ToolRow, key: string): Sent => ({
  kind: row.server === null ? 'http_tool' : 'tool_server',
  to: row.server ?? withoutQuery(row.url),
  what: row.tool,
  ...{ stepId: row.stepId, stepName: row.stepName, turn: row.turn, digest: row.argumentsDigest },
  hasKey: containsKey(row.arguments, key),
  ...{ outcome: row.status, eventId: row.eventId, at: row.at.toISOString() },
});

/** Query and credentials may carry data; they are not shown a second time. */
const withoutQuery = (url: JsonValue | undefined): string => {
  if (typeof url !== 'string' || !URL.canParse(url)) return 'an address that cannot be read';
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname}`;
};

const toHttp = (row: HttpRow, key: string): Sent => {
  const stored = readStored(row.input);
  const whole = 'value' in stored ? stored.value : null;
  const { method, url } = jsonObjectSchema.safeParse(whole).data ?? {};
  return {
    kind: 'http_step',
    to: withoutQuery(url),
    what: typeof method === 'string' ? method : '',
    ...{ stepId: row.stepId, stepName: row.stepName, turn: null },
    digest: whole === null ? null : contentDigest(whole),
    hasKey: whole === null ? null : containsKey(whole, key),
    ...{ outcome: row.status, eventId: row.eventId, at: row.at.toISOString() },
  };
};

/** What the runs sent to tool servers and other systems, in the order of time. */
export const listSent = async (
  tx: Tx,
  organisationId: OrganisationId,
  runIds: readonly string[],
  key: string,
): Promise<SentByRun> => {
  const tools = await tx.query<ToolRow>(toolCalls, [organisationId, runIds]);
  const requests = await tx.query<HttpRow>(httpAttempts, [organisationId, runIds]);
  const all = [
    ...tools.map((row) => ({ runId: row.runId, sent: toTool(row, key) })),
    ...requests.map((row) => ({ runId: row.runId, sent: toHttp(row, key) })),
  ].sort((left, right) => left.sent.at.localeCompare(right.sent.at));
  const byRun = Map.groupBy(all, ({ runId }) => runId);
  return new Map([...byRun].map(([runId, own]) => [runId, own.map(({ sent }) => sent)]));
};
