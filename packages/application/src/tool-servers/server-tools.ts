import { contentDigest } from '@switchyard/approvals';
import { type McpSession, type McpTool, withMcpSession } from '@switchyard/connectors';
import type { OrganisationId, ServerTool } from '@switchyard/domain';
import { findSchemaProblem } from '@switchyard/routing';
import type { App } from '../app.ts';
import { openSecret } from '../secrets/store-secret.ts';
import type { ToolServerRecord } from './tool-server-row.ts';

const descriptionCharsMax = 10_000;
const schemaCharsMax = 50_000;

const problemOf = ({ description, inputSchema }: McpTool): string | null => {
  if (description.length > descriptionCharsMax) return 'its description is longer than 10,000 characters';
  if (JSON.stringify(inputSchema).length > schemaCharsMax) return 'its schema is larger than 50,000 characters';
  return findSchemaProblem(inputSchema);
};

/** A tool with the digest of everything a model is told of it: what somebody looked at is told from what it became. */
export const toServerTool = (tool: McpTool): ServerTool => {
  const { name, description, inputSchema, saysReadOnly } = tool;
  const problem = problemOf(tool);
  const isLarge = problem !== null;
  return {
    name,
    description: isLarge ? description.slice(0, 500).toWellFormed() : description,
    inputSchema: isLarge ? {} : inputSchema,
    digest: contentDigest({ name, description, inputSchema }),
    saysReadOnly,
    problem,
  };
};

/** Its bearer token, opened just before it is used. */
const openToken = (app: App, organisationId: OrganisationId, { secretId }: Pick<ToolServerRecord, 'secretId'>) =>
  secretId === null
    ? null
    : app.db.transaction({ organisationId }, (tx) => openSecret(app, tx, organisationId, { id: secretId }));

/** Does `work` in one session with a tool server. Call it outside any transaction. Throws as `withMcpSession`. */
export const withToolServer = async <Value>(
  app: App,
  organisationId: OrganisationId,
  server: Pick<ToolServerRecord, 'url' | 'secretId' | 'timeoutMs'>,
  signal: AbortSignal,
  work: (session: McpSession) => Promise<Value>,
): Promise<Value> => {
  const token = await openToken(app, organisationId, server);
  return withMcpSession(app.outbound.fetch, { url: server.url, token, timeoutMs: server.timeoutMs }, signal, work);
};
