import { type Actor, isDomainError, type ServerTool, serverToolSchema, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { toServerTool, withToolServer } from './server-tools.ts';
import { requireToolServer } from './tool-server-row.ts';

export const listServerToolsInput = z.object({ slug: slugSchema });

export const listedServerToolsSchema = z.object({
  isReachable: z.boolean(),
  message: z.string(),
  durationMs: z.int(),
  tools: z.array(serverToolSchema),
  /** Tools that have become others since they were listed before: steps that use them refuse them until they are chosen again. */
  changed: z.array(z.string()),
});
export type ListedServerTools = z.infer<typeof listedServerToolsSchema>;

const changedNames = (before: readonly ServerTool[], now: readonly ServerTool[]): string[] =>
  before
    .filter(({ name, digest }) => now.every((tool) => tool.name !== name || tool.digest !== digest))
    .map(({ name }) => name);

/**
 * Tests the connection and keeps the list of tools, so that people can look at what a model would be told. A server that does
 * not answer is a result, not an error; the list from before stays then.
 */
export const listServerTools = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof listServerToolsInput>,
): Promise<ListedServerTools> => {
  authorise(actor, 'suppliers.manage');
  const { slug } = listServerToolsInput.parse(raw);
  const { organisationId } = actor;
  const server = await app.db.transaction(tenant(actor), (tx) => requireToolServer(tx, organisationId, slug));
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(server.timeoutMs * 2);
  const outcome = await withToolServer(app, organisationId, server, signal, (session) => session.listTools()).then(
    (tools) => ({ tools: tools.map(toServerTool), failure: null }),
    (thrown: unknown) => {
      if (!isDomainError(thrown) && !signal.aborted) throw thrown;
      return { tools: null, failure: isDomainError(thrown) ? thrown.message : 'It did not answer in time.' };
    },
  );
  const durationMs = Math.round(performance.now() - startedAt);
  const tools = outcome.tools ?? [...server.tools];
  const changed = changedNames(server.tools, tools);
  const isReachable = outcome.tools !== null;
  const message = outcome.failure ?? `It answered and offers ${tools.length} ${tools.length === 1 ? 'tool' : 'tools'}.`;
  await inTransaction(app, tenant(actor), async (tx) => {
    await tx.execute(
      `UPDATE tool_server SET tools = $3, listed_at = CASE WHEN $4::text IS NULL THEN $5 ELSE listed_at END, last_error = $4
       WHERE organisation_id = $1 AND id = $2`,
      [organisationId, server.id, JSON.stringify(tools), outcome.failure, app.now()],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'tool-server.listed',
      target: { id: server.id, label: server.name },
      payload: { isReachable, tools: tools.length, changed, message },
    });
  });
  return { isReachable, message, durationMs, tools, changed };
};
