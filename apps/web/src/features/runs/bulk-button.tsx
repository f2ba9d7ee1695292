'use client';

import { Button } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { CircleCheck, CircleX, RotateCw } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { BulkDialog } from './bulk-dialog.tsx';
import { bulkWords } from './bulk-words.ts';
import type { BulkRequest } from './use-bulk-operation.ts';

const icons = { retry: RotateCw, cancel: CircleX, 'set-aside': CircleCheck } as const;
const variants = { retry: 'primary', cancel: 'danger', 'set-aside': 'secondary' } as const;

interface BulkButtonProps {
  readonly request: BulkRequest;
  /** The filter is about other things: there is nothing to do by it. */
  readonly isOff?: boolean;
}

/** Does one thing to whatever of a filter it can be done to, after saying what that is. */
export const BulkButton = ({ request, isOff = false }: BulkButtonProps) => {
  const trpc = useTRPC();
  const [isOpen, setIsOpen] = useState(false);
  const preview = useQuery({ ...trpc.bulk.preview.queryOptions(request), enabled: !isOff });
  const count = isOff ? 0 : (preview.data?.count ?? 0);
  const Icon = icons[request.kind];
  return (
    <>
      <Button variant={variants[request.kind]} disabled={count === 0} onClick={() => setIsOpen(true)}>
        <Icon aria-hidden />
        {bulkWords[request.kind].button(count === 0 ? 'all' : `${count}${preview.data?.isMore ? '+' : ''}`)}
      </Button>
      {isOpen && preview.data ? (
        <BulkDialog request={request} preview={preview.data} onClose={() => setIsOpen(false)} />
      ) : null}
    </>
  );
};
