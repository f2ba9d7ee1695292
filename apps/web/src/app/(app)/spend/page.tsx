import { listPermissions } from '@switchyard/access';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { createLoader, parseAsInteger, type SearchParams } from 'nuqs/server';
import { SpendPage } from '../../../features/spend/spend-page.tsx';
import { requireActor } from '../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Spend' };

const loadPeriod = createLoader({ days: parseAsInteger.withDefault(30) });

const Page = async ({ searchParams }: { searchParams: Promise<SearchParams> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  if (!permissions.has('receipts.read')) notFound();
  const { days } = await loadPeriod(searchParams);
  await prefetch(api.receipts.spend.queryOptions({ days }));
  return (
    <Hydrated>
      <SpendPage />
    </Hydrated>
  );
};

export default Page;
