import { newId } from '@switchyard/db';
import { type Actor, DomainError, toolServerSpecSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { storeSecret } from '../secrets/store-secret.ts';

export const registerToolServerInput = z.object({
  spec: toolServerSpecSchema,
  /** Bearer token. Stored sealed, never shown again. */
  token: z.string().trim().min(1).max(4000).optional(),
});

export const registeredToolServerSchema = z.object({ slug: z.string() });

/** Registers a tool server. Its tools are listed apart, by `listServerTools`. Throws `conflict` for a slug in use. */
export const registerToolServer = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof registerToolServerInput>,
): Promise<z.infer<typeof registeredToolServerSchema>> => {
  authorise(actor, 'suppliers.manage');
  const { spec, token } = registerToolServerInput.parse(raw);
  const { organisationId } = actor;
  const { host, username, password } = new URL(spec.url);
  if (username !== '' || password !== '') {
    throw new DomainError('invalid_input', 'Write the address without a password; give the token apart.');
  }
  const id = newId();
  await inTransaction(app, tenant(actor), async (tx) => {
    const [taken] = await tx.query('SELECT 1 FROM tool_server WHERE organisation_id = $1 AND slug = $2', [
      organisationId,
      spec.slug,
    ]);
    if (taken) throw new DomainError('conflict', `There is a tool server “${spec.slug}” already. Choose another key.`);
    const secretId =
      token === undefined ? null : await storeSecret(app, tx, organisationId, `tool-server-${spec.slug}`, token);
    await tx.execute(
      `INSERT INTO tool_server (id, organisation_id, slug, name, url, data_class_max, data_class, timeout_ms, secret_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        id,
        organisationId,
        spec.slug,
        spec.name,
        spec.url,
        spec.dataClassMax,
        spec.dataClass,
        spec.timeoutMs,
        secretId,
        app.now(),
      ],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'tool-server.registered',
      target: { id, label: spec.name },
      payload: { slug: spec.slug, host, dataClassMax: spec.dataClassMax },
    });
  });
  return { slug: spec.slug };
};
