'use client';

import { Button, Field, Input } from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { SignInAlert } from './sign-in-alert.tsx';

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
};

/** Names the organisation and makes its owner, once, and comes back signed in. */
export const SetUpForm = () => {
  const api = useTRPC();
  const setUp = useMutation(
    api.setup.create.mutationOptions({
      // A full load, with the session that came with the answer.
      onSuccess: () => window.location.assign('/'),
    }),
  );
  const submit = (form: FormData) =>
    setUp.mutate({
      organisationName: textOf(form, 'organisationName'),
      name: textOf(form, 'name'),
      email: textOf(form, 'email'),
      password: textOf(form, 'password'),
    });
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-col gap-1">
        <h1 className="font-semibold text-ink text-xl">Set up Switchyard</h1>
        <p className="text-muted text-sm">
          This happens once. You become the owner, and invite everybody else from inside.
        </p>
      </div>
      {setUp.error ? <SignInAlert message={setUp.error.message} /> : null}
      <form
        method="post"
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
        className="flex flex-col gap-4"
      >
        <Field label="Organisation" isRequired>
          {(control) => <Input {...control} name="organisationName" required maxLength={120} autoFocus />}
        </Field>
        <Field label="Your name" isRequired>
          {(control) => <Input {...control} name="name" autoComplete="name" required maxLength={120} />}
        </Field>
        <Field label="Mail address" isRequired>
          {(control) => <Input {...control} name="email" type="email" autoComplete="username" required />}
        </Field>
        <Field label="Password" hint="At least 12 characters." isRequired>
          {(control) => (
            <Input
              {...control}
              name="password"
              type="password"
              autoComplete="new-password"
              required
              minLength={12}
              maxLength={200}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" size="lg" isPending={setUp.isPending || setUp.isSuccess}>
          Create organisation
        </Button>
      </form>
    </div>
  );
};
