import type { Actor } from '@switchyard/domain';
import { z } from 'zod';
import { authorise } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { inTransaction, tenant } from '../change.ts';
import { type Person, personSchema } from './person-view.ts';

export const listPeopleInput = z.object({
  /** Mail address of the last person of the page before. */
  cursor: z.string().max(254).optional(),
  limit: z.int().min(1).max(500).default(100),
});
export const peoplePageSchema = z.object({ items: z.array(personSchema), nextCursor: z.string().nullable() });
export type PeoplePage = z.infer<typeof peoplePageSchema>;

type PersonRow = Omit<Person, 'createdAt' | 'lastSeenAt'> & {
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
};

/** Members of the organisation by mail address, closed accounts included. */
export const listPeople = async (app: App, actor: Actor, raw: z.input<typeof listPeopleInput>): Promise<PeoplePage> => {
  authorise(actor, 'people.read');
  const { cursor, limit } = listPeopleInput.parse(raw);
  const rows = await inTransaction(app, tenant(actor), (tx) =>
    tx.query<PersonRow>(
      `SELECT u.id, u.name, u.email, u.roles, u.is_active AS "isActive", u.oidc_subject IS NOT NULL AS "isLinked",
              u.created_at AS "createdAt",
              ARRAY(SELECT m.group_id::text FROM group_member m WHERE m.organisation_id = $1 AND m.user_id = u.id) AS "groupIds",
              (SELECT max(s.last_seen_at) FROM session s WHERE s.organisation_id = $1 AND s.user_id = u.id) AS "lastSeenAt"
       FROM app_user u WHERE u.organisation_id = $1 AND u.email > $2 ORDER BY u.email LIMIT $3`,
      [actor.organisationId, cursor ?? '', limit + 1],
    ),
  );
  const items = rows.slice(0, limit).map((row) =>
    personSchema.parse({
      ...row,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
    }),
  );
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.email ?? null) : null };
};
