import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { storeSecret } from '../secrets/store-secret.ts';
import { newWebhookSecret, webhookSecretName } from './sync-triggers.ts';
import { webhookUrl } from './webhook-url.ts';
import { requireEditable } from './workflow-record.ts';

export const rotateWebhookSecretInput = z.object({ slug: slugSchema });
export const rotatedWebhookSchema = z.object({ url: z.string(), secret: z.string() });
export type RotatedWebhook = z.infer<typeof rotatedWebhookSchema>;

/** Replaces the webhook's secret at once: calls signed with the old one are refused from the commit on. Shown only now. */
export const rotateWebhookSecret = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof rotateWebhookSecretInput>,
): Promise<RotatedWebhook> => {
  authorise(actor, 'workflows.publish');
  const { slug } = rotateWebhookSecretInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const { id, name } = await requireEditable(tx, actor.organisationId, slug);
    const [endpoint] = await tx.query<{ token: string }>(
      'SELECT token FROM webhook_endpoint WHERE organisation_id = $1 AND workflow_id = $2',
      [actor.organisationId, id],
    );
    if (!endpoint) {
      throw new DomainError('not_permitted_now', `“${name}” has no webhook. Add the trigger to its start and publish.`);
    }
    const secret = newWebhookSecret();
    await storeSecret(app, tx, actor.organisationId, webhookSecretName(id), secret);
    await appendAudit(tx, actor, app.now(), {
      type: 'webhook.secret-rotated',
      target: { id, label: name },
      payload: {},
    });
    return { url: webhookUrl(app, endpoint.token), secret };
  });
};
