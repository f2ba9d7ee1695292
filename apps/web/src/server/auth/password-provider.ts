import { signInInput, signInWithPassword } from '@switchyard/application';
import credentials from 'next-auth/providers/credentials';
import { getApp } from '../get-app.ts';
import { readClientInfo } from './read-client-info.ts';

/** The words next-auth hands to the sign-in page as `error`; anything else it says means the same as `refused`. */
export const signInErrors = ['refused', 'rate_limited', 'unavailable'] as const;
type SignInError = (typeof signInErrors)[number];

const refuse = (error: SignInError): never => {
  throw new Error(error);
};

const trySignIn = async (sent: Record<string, string> | undefined) => {
  const input = signInInput.safeParse({ ...sent, client: await readClientInfo() });
  if (!input.success) return null;
  const app = getApp();
  // The message of an error travels to the browser, so a defect is logged here and named by one word there.
  return signInWithPassword(app, input.data).catch((cause: unknown) => {
    app.log.error({ err: cause }, 'signing in failed');
    return refuse('unavailable');
  });
};

/** Mail address and password. `user.id` is the id of the session that was opened, not of the person. */
export const passwordProvider = () =>
  credentials({
    id: 'password',
    name: 'password',
    credentials: { email: {}, password: {} },
    authorize: async (sent) => {
      const outcome = await trySignIn(sent);
      if (outcome?.ok) return { id: outcome.value };
      return refuse(outcome?.error.kind ?? 'refused');
    },
  });
