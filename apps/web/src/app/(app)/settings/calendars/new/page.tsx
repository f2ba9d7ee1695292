import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { NewCalendar } from '../../../../../features/calendars/new-calendar.tsx';
import { requireActor } from '../../../../../server/require-actor.ts';

export const metadata: Metadata = { title: 'New calendar' };

const Page = async () => {
  if (!listPermissions(await requireActor()).includes('calendars.edit')) notFound();
  return <NewCalendar />;
};

export default Page;
