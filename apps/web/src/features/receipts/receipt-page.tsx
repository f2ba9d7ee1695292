'use client';

import { CopyId, Link, PageBody, PageHeader, RelativeTime, Section, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { ToolCallList } from '../agents/tool-call-list.tsx';
import { ReceiptView } from './receipt-view.tsx';
import { ReplaySection } from './replay-section.tsx';

const outsideWords = {
  step: 'in a process that is gone',
  gateway: 'through the gateway',
  eval: 'in an eval',
  trial: 'tried out, outside a process',
};

/** One receipt with a link to what it was for. */
export const ReceiptPage = ({ id }: { id: string }) => {
  const api = useTRPC();
  const query = useQuery(api.receipts.get.queryOptions({ receiptId: id }));
  const { data } = query;
  return (
    <>
      <PageHeader
        breadcrumbs={[
          { label: 'Spend', href: '/spend' },
          { label: 'Receipts', href: '/receipts' },
          { label: 'Receipt' },
        ]}
        title={data?.taskSlug ? `Receipt for ${data.taskSlug}` : 'Receipt'}
        description={
          data ? (
            <span className="inline-flex flex-wrap items-center gap-x-2">
              <RelativeTime at={data.createdAt} />
              {data.workflowName ? `in ${data.workflowName}` : outsideWords[data.origin]}
              {data.runId ? (
                <Link href={`/runs/${data.runId}`} className="text-accent hover:underline">
                  Open the run
                </Link>
              ) : null}
              <CopyId id={data.id} />
            </span>
          ) : null
        }
      />
      <PageBody>
        <ReadError query={query} title="This receipt cannot be shown" />
        {data ? (
          <div className="flex flex-col gap-6">
            <ReceiptView receipt={data.receipt} />
            {data.toolCalls.length > 0 ? (
              <Section title="Tool calls" description="What the model asked for instead of answering.">
                <ToolCallList calls={data.toolCalls} />
              </Section>
            ) : null}
            <ReplaySection receiptId={data.id} />
          </div>
        ) : null}
        {query.isPending ? <Skeleton className="h-60 w-full" /> : null}
      </PageBody>
    </>
  );
};
