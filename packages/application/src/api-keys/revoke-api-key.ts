import { type Actor, apiKeyIdSchema, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import { forgetAnswers } from '../answer-cache/index.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { lockKey } from './lock-key.ts';

export const revokeApiKeyInput = z.object({ id: apiKeyIdSchema });

/** Ends a key at once. Answers that its calls brought are not given again. */
export const revokeApiKey = (app: App, actor: Actor, raw: z.input<typeof revokeApiKeyInput>): Promise<void> => {
  authorise(actor, 'api-keys.manage');
  const { id } = revokeApiKeyInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    await lockKey(tx, actor, id, null);
    const now = app.now();
    const [row] = await tx.query<{ name: string }>(
      `UPDATE api_key SET revoked_at = $3 WHERE organisation_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING name`,
      [actor.organisationId, id, now],
    );
    if (!row) throw new DomainError('not_found', 'This key does not exist, or has been revoked already.');
    await forgetAnswers(app, tx, actor, { of: 'api_key', apiKeyId: id, label: row.name });
    await appendAudit(tx, actor, now, { type: 'api-key.revoked', target: { id, label: row.name }, payload: {} });
  });
};
