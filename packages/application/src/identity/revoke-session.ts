import type { Tx } from '@switchyard/db';
import { type Actor, DomainError, type SessionId, sessionIdSchema, type UserActor } from '@switchyard/domain';
import { z } from 'zod';
import { requirePerson } from '../access/authorise.ts';
import type { App } from '../app.ts';
import { appendAudit } from '../audit/append-audit.ts';
import { inTransaction, tenant } from '../change.ts';

export const revokeSessionInput = z.object({ sessionId: sessionIdSchema });

/** Ends live sessions of a person, all of them except one, with one audit event each. Returns how many there were. */
export const revokeSessionsOf = async (
  tx: Tx,
  actor: Actor,
  by: {
    readonly userId: string;
    readonly userName: string;
    readonly except: SessionId | null;
    readonly reason: string;
  },
  now: Date,
): Promise<number> => {
  const ended = await tx.query<{ id: SessionId }>(
    `UPDATE session SET revoked_at = $3 WHERE organisation_id = $1 AND user_id = $2
       AND revoked_at IS NULL AND expires_at > $3 AND id IS DISTINCT FROM $4::uuid RETURNING id`,
    [actor.organisationId, by.userId, now, by.except],
  );
  const events = ended.map(({ id }) => ({
    type: 'session.revoked' as const,
    target: { id, label: by.userName },
    payload: { reason: by.reason },
  }));
  await appendAudit(tx, actor, now, ...events);
  return ended.length;
};

const endOwn = async (app: App, actor: UserActor, sessionId: SessionId, reason: string): Promise<boolean> =>
  inTransaction(app, tenant(actor), async (tx) => {
    const now = app.now();
    const ended = await tx.execute(
      'UPDATE session SET revoked_at = $4 WHERE organisation_id = $1 AND user_id = $2 AND id = $3 AND revoked_at IS NULL',
      [actor.organisationId, actor.userId, sessionId, now],
    );
    if (ended === 0) return false;
    await appendAudit(tx, actor, now, {
      type: 'session.revoked',
      target: { id: sessionId, label: actor.name },
      payload: { reason },
    });
    return true;
  });

/** Ends one of one's own sessions; its next request is refused. */
export const revokeSession = async (
  app: App,
  actor: Actor,
  input: z.infer<typeof revokeSessionInput>,
): Promise<void> => {
  const isEnded = await endOwn(app, requirePerson(actor), input.sessionId, '');
  if (!isEnded) throw new DomainError('not_found', 'This session has already ended.');
};

/** Ends every session of one's own but this one. */
export const revokeAllOtherSessions = async (app: App, actor: Actor): Promise<{ ended: number }> => {
  const person = requirePerson(actor);
  const ended = await inTransaction(app, tenant(person), (tx) =>
    revokeSessionsOf(
      tx,
      person,
      { userId: person.userId, userName: person.name, except: person.sessionId, reason: '' },
      app.now(),
    ),
  );
  return { ended };
};

/** Ends the session the request came with. Signing out twice is fine. */
export const signOut = async (app: App, actor: Actor): Promise<void> => {
  const person = requirePerson(actor);
  await endOwn(app, person, person.sessionId, 'signed out');
};
