import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { CalendarPage } from '../../../../../features/calendars/calendar-page.tsx';
import { requireActor } from '../../../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Calendar' };

const Page = async ({ params }: { params: Promise<{ slug: string }> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('workflows.read')) notFound();
  const { slug } = await params;
  await prefetch(api.calendars.get.queryOptions({ slug }));
  return (
    <Hydrated>
      <CalendarPage slug={slug} canEdit={permissions.has('calendars.edit')} />
    </Hydrated>
  );
};

export default Page;
