import { oidcSignInInput, resolveSession, sessionDurationMs, signInWithOidc, signOut } from '@switchyard/application';
import type { AuthOptions, User } from 'next-auth';
import { getApp } from '../get-app.ts';
import { readWebEnv } from '../web.env.ts';
import { oidcClaimsSchema, oidcProvider } from './oidc-provider.ts';
import { passwordProvider } from './password-provider.ts';
import { readClientInfo } from './read-client-info.ts';
import { sessionCookie, sessionTokenSchema } from './session-cookie.ts';

/** Opens our session for what the provider vouched for; the id travels on `user`, which next-auth hands to `jwt`. */
const openOidcSession = async (user: User, profile: unknown): Promise<boolean> => {
  const claims = oidcClaimsSchema.safeParse(profile);
  if (!claims.success) return false;
  const { iss: issuer, sub: subject, email, email_verified: isEmailVerified } = claims.data;
  const input = oidcSignInInput.safeParse({ issuer, subject, email, isEmailVerified, client: await readClientInfo() });
  if (!input.success) return false;
  const outcome = await signInWithOidc(getApp(), input.data);
  if (outcome.ok) user.id = outcome.value;
  return outcome.ok;
};

const endSession = async (token: unknown): Promise<void> => {
  const parsed = sessionTokenSchema.safeParse(token);
  if (!parsed.success) return;
  const app = getApp();
  const actor = await resolveSession(app, parsed.data.sid);
  if (actor) await signOut(app, actor);
};

/** next-auth does cookies, CSRF and the OIDC dance; who may come in, and for how long, is the application's. */
export const authOptions = (): AuthOptions => {
  const { NEXTAUTH_SECRET: secret } = readWebEnv();
  const oidc = oidcProvider();
  const { log } = getApp();
  return {
    secret,
    providers: [passwordProvider(), ...(oidc ? [oidc] : [])],
    session: { strategy: 'jwt', maxAge: sessionDurationMs / 1000 },
    cookies: { sessionToken: sessionCookie() },
    pages: { signIn: '/sign-in', error: '/sign-in', signOut: '/sign-in' },
    callbacks: {
      signIn: ({ user, account, profile }) => account?.provider !== 'oidc' || openOidcSession(user, profile),
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: { signOut: ({ token }) => endSession(token) },
    logger: {
      error: (code, metadata) => log.warn({ code, metadata }, 'next-auth'),
      warn: (code) => log.debug({ code }, 'next-auth'),
      debug: () => {},
    },
  };
};
