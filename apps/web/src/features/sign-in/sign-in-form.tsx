'use client';

import { Button, Field, Input } from '@switchyard/ui';
import { signIn } from 'next-auth/react';
import { useState, useTransition } from 'react';
import { SignInAlert } from './sign-in-alert.tsx';
import { signInMessage } from './sign-in-error.ts';

export interface SignInFormProps {
  /** A path of ours. */
  readonly returnTo: string;
  /** As a redirect from the provider left it in the address. */
  readonly initialError: string | null;
  /** Null where no provider is configured. */
  readonly singleSignOnName: string | null;
}

/** Mail address and password, and single sign-on where there is a provider. */
export const SignInForm = ({ returnTo, initialError, singleSignOnName }: SignInFormProps) => {
  const [error, setError] = useState(initialError);
  const [isPending, start] = useTransition();
  const submit = (form: FormData) =>
    start(async () => {
      const sent = { email: form.get('email'), password: form.get('password') };
      const outcome = await signIn('password', { ...sent, redirect: false }).catch(() => ({ error: 'unavailable' }));
      // A full load, so that nothing rendered for a stranger is kept.
      if (outcome && !outcome.error) window.location.assign(returnTo);
      else setError(outcome?.error ?? 'unavailable');
    });
  return (
    <div className="flex flex-col gap-5">
      <h1 className="font-semibold text-xl text-ink">Sign in</h1>
      {error ? <SignInAlert message={signInMessage(error)} /> : null}
      {/* `post` keeps the password out of the address when the script has not loaded yet. */}
      <form
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
        className="flex flex-col gap-4"
      >
        <Field label="Mail address" isRequired>
          {(control) => <Input {...control} name="email" type="email" autoComplete="username" required autoFocus />}
        </Field>
        <Field label="Password" isRequired>
          {(control) => <Input {...control} name="password" type="password" autoComplete="current-password" required />}
        </Field>
        <Button type="submit" variant="primary" size="lg" isPending={isPending}>
          Sign in
        </Button>
      </form>
      {singleSignOnName ? (
        <Button size="lg" onClick={() => void signIn('oidc', { callbackUrl: returnTo })}>
          Continue with {singleSignOnName}
        </Button>
      ) : null}
    </div>
  );
};
