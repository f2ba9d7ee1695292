import { type App, resolveSession } from '@switchyard/application';
import type { UserActor } from '@switchyard/domain';
import { readSessionId } from './auth/session-cookie.ts';

/** The signed-in person, or null. Looked up in the database on every request, so that revoking a session ends it at once. */
export const findActor = async (app: App): Promise<UserActor | null> => {
  const sessionId = await readSessionId();
  return sessionId ? resolveSession(app, sessionId) : null;
};
