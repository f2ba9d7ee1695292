import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { SettingsPage } from '../../../features/settings/settings-page.tsx';
import { getApp } from '../../../server/get-app.ts';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Settings' };

const Page = async () => {
  const permissions = new Set(listPermissions(await requireActor()));
  await prefetch(api.sessions.list.queryOptions());
  return (
    <Hydrated>
      <SettingsPage
        canManageSettings={permissions.has('settings.manage')}
        canManageKeys={permissions.has('api-keys.manage')}
        canReadCalendars={permissions.has('workflows.read')}
        canEditCalendars={permissions.has('calendars.edit')}
        canReadLimits={permissions.has('runs.read')}
        canManageLimits={permissions.has('limits.manage')}
        gatewayUrl={getApp().settings.gatewayUrl}
      />
    </Hydrated>
  );
};

export default Page;
