import type { Tx } from '@switchyard/db';
import {
  type GroupId,
  type OrganisationId,
  roleSchema,
  type SessionId,
  type UserActor,
  type UserId,
} from '@switchyard/domain';
import { z } from 'zod';
import type { App } from '../app.ts';
import { sessionIdleMaxMs } from './create-session.ts';

const seenEveryMs = 60_000;

interface SessionRow {
  readonly organisation_id: OrganisationId;
  readonly user_id: UserId;
  readonly name: string;
  readonly email: string;
  readonly roles: string[];
  readonly group_ids: GroupId[];
  readonly last_seen_at: Date;
}

const findLiveSession = async (tx: Tx, sessionId: SessionId, now: Date): Promise<SessionRow | null> => {
  const [row] = await tx.query<SessionRow>(
    `SELECT u.organisation_id, u.id AS user_id, u.name, u.email, u.roles, s.last_seen_at,
            ARRAY(SELECT m.group_id::text FROM group_member m
                  WHERE m.organisation_id = u.organisation_id AND m.user_id = u.id ORDER BY m.group_id) AS group_ids
     FROM session s JOIN app_user u ON u.id = s.user_id AND u.organisation_id = s.organisation_id
     WHERE s.id = $1 AND s.revoked_at IS NULL AND s.expires_at > $2 AND s.last_seen_at > $3 AND u.is_active`,
    [sessionId, now, new Date(now.getTime() - sessionIdleMaxMs)],
  );
  return row ?? null;
};

/**
 * The person behind a session, or null when it was revoked, has expired, or the account was closed. Asked on every request,
 * which is what makes revoking immediate; roles and groups are those of this moment. The id comes from a signed cookie.
 */
export const resolveSession = (app: App, sessionId: SessionId): Promise<UserActor | null> => {
  const now = app.now();
  return app.db.transaction('system', async (tx) => {
    const row = await findLiveSession(tx, sessionId, now);
    if (!row) return null;
    const staleBefore = new Date(now.getTime() - seenEveryMs);
    if (row.last_seen_at < staleBefore) {
      await tx.execute('UPDATE session SET last_seen_at = $2 WHERE id = $1 AND last_seen_at < $3', [
        sessionId,
        now,
        staleBefore,
      ]);
    }
    return {
      kind: 'user',
      organisationId: row.organisation_id,
      userId: row.user_id,
      sessionId,
      name: row.name,
      email: row.email,
      roles: z.array(roleSchema).parse(row.roles),
      groupIds: row.group_ids,
    };
  });
};
