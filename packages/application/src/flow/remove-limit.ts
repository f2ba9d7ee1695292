import { type Actor, DomainError } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { flowLimitIdSchema } from './limit-row.ts';
import { describeScope } from './limit-words.ts';
import { forgetLimited } from './limited-organisations.ts';
import { listLimitViews } from './list-limits.ts';

export const removeLimitInput = z.object({ id: flowLimitIdSchema });

/** Removes a limit; what waited at it goes on at once. Throws `not_found`. */
export const removeLimit = async (app: App, actor: Actor, raw: z.input<typeof removeLimitInput>): Promise<void> => {
  authorise(actor, 'limits.manage');
  const { id } = removeLimitInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx, after) => {
    const limit = (await listLimitViews(tx, actor.organisationId)).find((each) => each.id === id);
    // First the limit, then what waits at it: claimants hold the limit while they send steps there.
    const removed = await tx.execute('DELETE FROM flow_limit WHERE organisation_id = $1 AND id = $2', [
      actor.organisationId,
      id,
    ]);
    if (!limit || removed === 0) throw new DomainError('not_found', 'This limit does not exist, or no longer.');
    await tx.execute(`UPDATE step SET limited_by = NULL WHERE limited_by = $1 AND status = 'ready'`, [id]);
    await appendAudit(tx, actor, app.now(), {
      type: 'limit.removed',
      target: { id, label: describeScope(limit.scope, limit.label) },
      payload: {},
    });
    after.ring();
  });
  forgetLimited(app);
};
