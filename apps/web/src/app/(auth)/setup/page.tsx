import { isSetUp } from '@switchyard/application';
import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { SetUpForm } from '../../../features/sign-in/set-up-form.tsx';
import { getApp } from '../../../server/get-app.ts';
import { ApiProvider } from '../../../trpc/client.tsx';

export const metadata: Metadata = { title: 'Set up Switchyard' };
export const dynamic = 'force-dynamic';

const SetUpPage = async () => {
  if (await isSetUp(getApp())) redirect('/sign-in');
  return (
    <ApiProvider>
      <SetUpForm />
    </ApiProvider>
  );
};

export default SetUpPage;
