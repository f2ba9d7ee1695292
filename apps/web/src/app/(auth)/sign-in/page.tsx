import { isSetUp } from '@switchyard/application';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { returnPath } from '../../../features/sign-in/return-path.ts';
import { SignInForm } from '../../../features/sign-in/sign-in-form.tsx';
import { oidcProvider } from '../../../server/auth/oidc-provider.ts';
import { getApp } from '../../../server/get-app.ts';
import { getActor } from '../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'Sign in' };

interface SignInPageProps {
  readonly searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const SignInPage = async ({ searchParams }: SignInPageProps) => {
  const { error, next } = await searchParams;
  const returnTo = returnPath(next);
  if (await getActor()) redirect(returnTo);
  if (!(await isSetUp(getApp()))) redirect('/setup');
  return (
    <SignInForm
      returnTo={returnTo}
      initialError={typeof error === 'string' ? error : null}
      singleSignOnName={oidcProvider()?.name ?? null}
    />
  );
};

export default SignInPage;
