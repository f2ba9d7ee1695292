import { type Actor, dataClassSchema, serverToolSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { loadToolServers } from './tool-server-row.ts';

export const toolServerViewSchema = z.object({
  slug: z.string(),
  name: z.string(),
  url: z.string(),
  dataClassMax: dataClassSchema,
  dataClass: dataClassSchema,
  timeoutMs: z.int(),
  hasToken: z.boolean(),
  tools: z.array(serverToolSchema),
  listedAt: z.iso.datetime().nullable(),
  lastError: z.string().nullable(),
});
export type ToolServerView = z.infer<typeof toolServerViewSchema>;

/** The organisation's tool servers with their tools as they were listed last. */
export const listToolServers = async (app: App, actor: Actor): Promise<ToolServerView[]> => {
  authorise(actor, 'suppliers.read');
  const servers = await app.db.transaction(tenant(actor), (tx) => loadToolServers(tx, actor.organisationId));
  return servers.map(({ id: _id, secretId, listedAt, tools, ...server }) => ({
    ...server,
    hasToken: secretId !== null,
    tools: [...tools],
    listedAt: listedAt?.toISOString() ?? null,
  }));
};
