import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireToolServer } from './tool-server-row.ts';

export const removeToolServerInput = z.object({ slug: slugSchema });

/** Removes a tool server and its token. Throws `not_permitted_now` while a published process uses it. */
export const removeToolServer = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof removeToolServerInput>,
): Promise<void> => {
  authorise(actor, 'suppliers.manage');
  const { slug } = removeToolServerInput.parse(raw);
  const { organisationId } = actor;
  await inTransaction(app, tenant(actor), async (tx) => {
    const server = await requireToolServer(tx, organisationId, slug);
    const uses = await tx.query<{ name: string }>(
      `SELECT w.name FROM workflow w JOIN workflow_version v ON v.id = w.current_version_id
       WHERE w.organisation_id = $1 AND w.archived_at IS NULL AND EXISTS (
         SELECT 1 FROM jsonb_array_elements(v.definition->'nodes') node
         WHERE node->>'kind' = 'agent' AND node->'config'->'tools' @> jsonb_build_array(jsonb_build_object('server', $2::text)))`,
      [organisationId, slug],
    );
    if (uses.length > 0) {
      const names = uses.map(({ name }) => `“${name}”`).join(', ');
      throw new DomainError('not_permitted_now', `${names} use this tool server. Publish them without it first.`);
    }
    await tx.execute('DELETE FROM tool_server WHERE organisation_id = $1 AND id = $2', [organisationId, server.id]);
    await tx.execute('DELETE FROM secret WHERE organisation_id = $1 AND id = $2', [organisationId, server.secretId]);
    await appendAudit(tx, actor, app.now(), {
      type: 'tool-server.removed',
      target: { id: server.id, label: server.name },
      payload: {},
    });
  });
};
