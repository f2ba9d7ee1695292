import { newId, type Tx } from '@switchyard/db';
import type { OrganisationId, SessionId, UserId } from '@switchyard/domain';
import { appendAuditAs } from '../audit/append-audit.ts';
import type { ClientInfo } from './client-info.ts';

/** A session ends this long after signing in, whatever happens in between. */
export const sessionDurationMs = 30 * 24 * 60 * 60_000;
/** And this long after its last request. */
export const sessionIdleMaxMs = 7 * 24 * 60 * 60_000;

export interface SigningInUser {
  readonly id: UserId;
  readonly organisationId: OrganisationId;
  readonly name: string;
}

/** Opens a session for somebody who has just proven who they are, with its audit event. */
export const createSession = async (
  tx: Tx,
  user: SigningInUser,
  method: 'password' | 'oidc' | 'setup',
  client: ClientInfo,
  now: Date,
): Promise<SessionId> => {
  const id = newId<SessionId>();
  await tx.execute(
    `INSERT INTO session (id, organisation_id, user_id, user_agent, ip_address, created_at, last_seen_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $6, $7)`,
    [
      id,
      user.organisationId,
      user.id,
      client.userAgent,
      client.ipAddress,
      now,
      new Date(now.getTime() + sessionDurationMs),
    ],
  );
  await appendAuditAs(
    tx,
    { organisationId: user.organisationId, actor: { kind: 'user', id: user.id, label: user.name }, at: now },
    { type: 'session.created', target: { id, label: user.name }, payload: { method } },
  );
  return id;
};
