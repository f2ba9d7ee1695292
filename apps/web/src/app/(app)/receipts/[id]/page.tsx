import { listPermissions } from '@switchyard/access';
import { receiptIdSchema } from '@switchyard/domain';
import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { ReceiptPage } from '../../../../features/receipts/receipt-page.tsx';
import { requireActor } from '../../../../server/require-actor.ts';
import { api, Hydrated, prefetch } from '../../../../trpc/server.tsx';

export const metadata: Metadata = { title: 'Receipt' };

const Page = async ({ params }: { params: Promise<{ id: string }> }) => {
  const permissions = new Set(listPermissions(await requireActor()));
  const id = receiptIdSchema.safeParse((await params).id);
  if (!permissions.has('receipts.read') || !id.success) notFound();
  await prefetch(api.receipts.get.queryOptions({ receiptId: id.data }));
  return (
    <Hydrated>
      <ReceiptPage id={id.data} />
    </Hydrated>
  );
};

export default Page;
