'use client';

import { Money } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReceiptsBehind } from './receipts-behind.tsx';

const receiptsMax = 500;

/** What the newest receipts would have cost at the dearest model that was known for each: what choosing has saved. */
export const SavingsLine = ({ taskSlug }: { taskSlug: string | undefined }) => {
  const api = useTRPC();
  const { data } = useQuery(
    api.analysis.savings.queryOptions({ limit: receiptsMax, ...(taskSlug === undefined ? {} : { taskSlug }) }),
  );
  if (!data || data.receipts === 0 || data.referenceMicroUsd === 0) return null;
  const saved = data.referenceMicroUsd - data.actualMicroUsd;
  const behind = {
    title: 'Against the dearest model',
    amountNames: ['Cost', 'Dearest'],
    rows: data.compared.map(({ receiptId, reference, actualMicroUsd, referenceMicroUsd }) => ({
      receiptId,
      note: reference,
      amounts: [actualMicroUsd, referenceMicroUsd],
    })),
  };
  const models = [...new Set(data.tasks.flatMap(({ references }) => references))];
  return (
    <p className="text-muted text-sm">
      The last <ReceiptsBehind {...behind}>{data.receipts.toLocaleString('en-US')} receipts</ReceiptsBehind> of tasks
      cost{' '}
      <ReceiptsBehind {...behind}>
        <Money microUsd={data.actualMicroUsd} className="text-ink" />
      </ReceiptsBehind>
      {data.hasSimulated ? ', partly simulated' : ''}. Always asking the dearest model ({models.slice(0, 3).join(', ')})
      would have cost{' '}
      <ReceiptsBehind {...behind}>
        <Money microUsd={data.referenceMicroUsd} className="text-ink" />
      </ReceiptsBehind>
      : {saved >= 0 ? 'choosing saved' : 'choosing cost'} {Math.abs(Math.round((saved / data.referenceMicroUsd) * 100))}{' '}
      %.
    </p>
  );
};
