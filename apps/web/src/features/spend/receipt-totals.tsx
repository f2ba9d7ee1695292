'use client';

import { Money } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { NumberLink } from './number-link.tsx';
import { type FilterInput, filterHref } from './spend-filter.ts';

/** What the receipts of this list add up to, as the spend has it. */
export const ReceiptTotals = ({ filter }: { filter: FilterInput }) => {
  const api = useTRPC();
  const { data } = useQuery(api.receipts.spend.queryOptions(filter));
  if (!data) return null;
  const { real, simulated, correctedMicroUsd, from, to } = data;
  const [receipts, attempts] = [real.receipts + simulated.receipts, real.attempts + simulated.attempts];
  return (
    <p className="text-muted text-sm">
      {receipts.toLocaleString('en-US')} answered here, {attempts.toLocaleString('en-US')} attempts:{' '}
      <Money microUsd={real.costMicroUsd - correctedMicroUsd} className="text-ink" />
      {simulated.attempts > 0 ? (
        <>
          {' '}
          and simulated <Money microUsd={simulated.costMicroUsd} className="text-ink" />
        </>
      ) : null}
      .
      {correctedMicroUsd === 0 ? null : (
        <>
          {' '}
          Beside them{' '}
          <NumberLink href={filterHref('/spend/invoices', { correctedFrom: from, correctedTo: to })}>
            corrections of <Money microUsd={correctedMicroUsd} />
          </NumberLink>
          .
        </>
      )}
    </p>
  );
};
