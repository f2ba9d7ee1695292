import { type Actor, DomainError, slugSchema } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';
import { requireCalendar } from './calendar-row.ts';
import { listCalendarUses } from './list-calendar-uses.ts';

export const removeCalendarInput = z.object({ slug: slugSchema });

/** Deletes a calendar that no published version and no run under way counts in. Throws `not_permitted_now` with their names. */
export const removeCalendar = async (
  app: App,
  actor: Actor,
  raw: z.input<typeof removeCalendarInput>,
): Promise<void> => {
  authorise(actor, 'calendars.edit');
  const { slug } = removeCalendarInput.parse(raw);
  await inTransaction(app, tenant(actor), async (tx) => {
    const { id, spec } = await requireCalendar(tx, actor.organisationId, slug, { forUpdate: true });
    const uses = await listCalendarUses(tx, actor.organisationId, slug);
    if (uses.length > 0) {
      const names = [...new Set(uses.map(({ workflowName }) => `“${workflowName}”`))].join(', ');
      throw new DomainError(
        'not_permitted_now',
        `${names} or runs of it count in this calendar. Publish without it, and let those runs end first.`,
      );
    }
    await tx.execute('DELETE FROM calendar WHERE organisation_id = $1 AND id = $2', [actor.organisationId, id]);
    await appendAudit(tx, actor, app.now(), {
      type: 'calendar.removed',
      target: { id, label: spec.name },
      payload: {},
    });
  });
};
