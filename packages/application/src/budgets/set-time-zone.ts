import { type Actor, timeZoneSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';

export const setTimeZoneInput = z.object({ timeZone: timeZoneSchema });

/** Says where the organisation's days and months begin. A day that was begun in the old zone keeps what was counted in it. */
export const setTimeZone = (app: App, actor: Actor, raw: z.input<typeof setTimeZoneInput>): Promise<void> => {
  authorise(actor, 'settings.manage');
  const { timeZone } = setTimeZoneInput.parse(raw);
  return inTransaction(app, tenant(actor), async (tx) => {
    const [row] = await tx.query<{ name: string }>(
      'UPDATE organisation SET time_zone = $2 WHERE id = $1 RETURNING name',
      [actor.organisationId, timeZone],
    );
    await appendAudit(tx, actor, app.now(), {
      type: 'settings.updated',
      target: { id: actor.organisationId, label: row?.name ?? '' },
      payload: { changed: ['timeZone'] },
    });
  });
};
