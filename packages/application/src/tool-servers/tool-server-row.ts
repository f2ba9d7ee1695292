import type { Tx } from '@switchyard/db';
import {
  type DataClass,
  DomainError,
  type OrganisationId,
  type ServerTool,
  serverToolSchema,
} from '@switchyard/domain';
import { z } from 'zod';

export interface ToolServerRecord {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly url: string;
  readonly dataClassMax: DataClass;
  readonly dataClass: DataClass;
  readonly timeoutMs: number;
  readonly secretId: string | null;
  /** As they were listed last. */
  readonly tools: readonly ServerTool[];
  readonly listedAt: Date | null;
  readonly lastError: string | null;
}

type ToolServerRow = Omit<ToolServerRecord, 'tools'> & { readonly tools: unknown };

const columns = `id, slug, name, url, data_class_max AS "dataClassMax", data_class AS "dataClass", timeout_ms AS "timeoutMs",
  secret_id AS "secretId", tools, listed_at AS "listedAt", last_error AS "lastError"`;

const toRecord = (row: ToolServerRow): ToolServerRecord => ({
  ...row,
  tools: z.array(serverToolSchema).parse(row.tools),
});

/** Tool servers of the organisation by name; `slugs` narrows them. Another tenant's are not among them. */
export const loadToolServers = async (
  tx: Tx,
  organisationId: OrganisationId,
  slugs: readonly string[] | null = null,
): Promise<ToolServerRecord[]> => {
  const rows = await tx.query<ToolServerRow>(
    `SELECT ${columns} FROM tool_server
     WHERE organisation_id = $1 AND ($2::text[] IS NULL OR slug = ANY($2::text[])) ORDER BY name, slug LIMIT 500`,
    [organisationId, slugs],
  );
  return rows.map(toRecord);
};

/** One tool server. Throws `not_found`, also for another tenant's. */
export const requireToolServer = async (
  tx: Tx,
  organisationId: OrganisationId,
  slug: string,
): Promise<ToolServerRecord> => {
  const [server] = await loadToolServers(tx, organisationId, [slug]);
  if (server) return server;
  throw new DomainError('not_found', `There is no tool server “${slug}”. Register it under Tool servers.`);
};
