import { sessionDurationMs } from '@switchyard/application';
import { type SessionId, sessionIdSchema } from '@switchyard/domain';
import { cookies } from 'next/headers';
import { decode, encode } from 'next-auth/jwt';
import { z } from 'zod';
import { readWebEnv } from '../web.env.ts';

/** All that the cookie carries: the id of a row that is looked up on every request. */
export const sessionTokenSchema = z.object({ sid: sessionIdSchema });

const isSecure = (): boolean => readWebEnv().SWITCHYARD_WEB_URL.startsWith('https://');

/** `__Host-` binds the cookie to this very host and to TLS; it cannot be set from a neighbouring domain. */
export const sessionCookie = () => ({
  name: isSecure() ? '__Host-switchyard.session' : 'switchyard.session',
  options: { httpOnly: true, sameSite: 'lax' as const, path: '/', secure: isSecure() },
});

/** The session id in the request's cookie, or null when there is none or its seal is not ours. */
export const readSessionId = async (): Promise<SessionId | null> => {
  const sealed = (await cookies()).get(sessionCookie().name)?.value;
  if (!sealed) return null;
  const token = await decode({ token: sealed, secret: readWebEnv().NEXTAUTH_SECRET }).catch(() => null);
  const parsed = sessionTokenSchema.safeParse(token);
  return parsed.success ? parsed.data.sid : null;
};

/** Signs the browser in to a session that has just been opened, outside next-auth's own way in: after first-run set-up. */
export const writeSessionId = async (sid: SessionId): Promise<void> => {
  const maxAge = sessionDurationMs / 1000;
  const sealed = await encode({ token: { sid }, secret: readWebEnv().NEXTAUTH_SECRET, maxAge });
  const { name, options } = sessionCookie();
  (await cookies()).set(name, sealed, { ...options, maxAge });
};
