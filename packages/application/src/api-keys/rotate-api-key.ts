import { type Actor, apiKeyIdSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import { forgetAnswers } from '../answer-cache/index.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import type { createdApiKeySchema } from './create-api-key.ts';
import { createKeyText, hashKeyText } from './key-text.ts';
import { lockKey } from './lock-key.ts';

const graceMinutesMax = 43_200;

export const rotateApiKeyInput = z.object({
  id: apiKeyIdSchema,
  /** How long the old secret is still good; 0 ends it at once. At most 30 days. */
  graceMinutes: z.int().min(0).max(graceMinutesMax),
});

/**
 * Gives a key a new secret. It stays the same key: name, scopes, budgets, what it has spent. The old secret is good for the time
 * of grace; one from a rotation before ends at once. Answers that its calls brought are not given again. Throws `not_found` for a revoked key.
 */
export const rotateApiKey = (
  app: App,
  actor: Actor,
  raw: z.input<typeof rotateApiKeyInput>,
): Promise<z.infer<typeof createdApiKeySchema>> => {
  authorise(actor, 'api-keys.manage');
  const { id, graceMinutes } = rotateApiKeyInput.parse(raw);
  const key = createKeyText();
  return inTransaction(app, tenant(actor), async (tx) => {
    const { name } = await lockKey(tx, actor, id, null);
    const now = app.now();
    const until = graceMinutes === 0 ? null : new Date(now.getTime() + graceMinutes * 60_000);
    await tx.execute(
      `UPDATE api_key SET previous_hash = CASE WHEN $5::timestamptz IS NULL THEN NULL ELSE hash END, previous_until = $5,
                          hash = $3, prefix = $4, revision = revision + 1
       WHERE organisation_id = $1 AND id = $2`,
      [actor.organisationId, id, hashKeyText(key), key.slice(0, 10), until],
    );
    await forgetAnswers(app, tx, actor, { of: 'api_key', apiKeyId: id, label: name });
    await appendAudit(tx, actor, now, {
      type: 'api-key.rotated',
      target: { id, label: name },
      payload: { lastFour: key.slice(-4), graceMinutes },
    });
    return { id, key };
  });
};
