import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { tenant } from '../change.ts';
import { mineCondition, myWorkCondition, scopeValues } from './inbox-scope.ts';

/** Nobody reads past this number; counting further would cost time on every page. */
const countMax = 1000;

export const inboxCountSchema = z.object({
  count: z.int().min(0),
  /** True when there are more than `count`. */
  isMore: z.boolean(),
});
export type InboxCount = z.infer<typeof inboxCountSchema>;

/** How much waits for this person: for the badge in the navigation. */
export const countInbox = async (app: App, actor: Actor): Promise<InboxCount> => {
  authorise(actor, 'inbox.read');
  if (actor.kind !== 'user') return { count: 0, isMore: false };
  const [row] = await app.db.transaction(tenant(actor), (tx) =>
    tx.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM (
         (SELECT 1 FROM approval_request r WHERE ${mineCondition} LIMIT ${countMax + 1})
         UNION ALL
         (SELECT 1 FROM work_item w WHERE ${myWorkCondition} LIMIT ${countMax + 1})) AS waiting`,
      scopeValues(actor),
    ),
  );
  const count = row?.count ?? 0;
  return { count: Math.min(count, countMax), isMore: count > countMax };
};
