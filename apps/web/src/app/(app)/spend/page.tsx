import type { Metadata } from 'next';
import { createLoader, type SearchParams } from 'nuqs/server';
import { filterInput, filterParsers } from '../../../features/spend/spend-filter.ts';
import { SpendPage } from '../../../features/spend/spend-page.tsx';
import { requirePermission } from '../../../server/require-permission.ts';
import { api, Hydrated, prefetch } from '../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Spend' };

const loadFilter = createLoader(filterParsers);

const Page = async ({ searchParams }: { searchParams: Promise<SearchParams> }) => {
  await requirePermission('receipts.read');
  await prefetch(api.receipts.spend.queryOptions(filterInput(await loadFilter(searchParams))));
  return (
    <Hydrated>
      <SpendPage />
    </Hydrated>
  );
};

export default Page;
