'use client';

import { Button, ConfirmDialog, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';

interface RemoveInvoiceButtonProps {
  readonly invoiceId: string;
  readonly fileName: string;
  readonly onRemoved: () => void;
}

/** Removes an invoice after saying what becomes of the corrections made from it. */
export const RemoveInvoiceButton = ({ invoiceId, fileName, onRemoved }: RemoveInvoiceButtonProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [isAsking, setIsAsking] = useState(false);
  const remove = useMutation(
    api.analysis.removeInvoice.mutationOptions({
      onSuccess: ({ correctionsKept }) => {
        const kept =
          correctionsKept === 0
            ? undefined
            : { description: `${correctionsKept} of its corrections stay in the spend.` };
        toast.done(`“${fileName}” removed`, kept);
        onRemoved();
        void queries.invalidateQueries({ queryKey: api.analysis.invoices.pathKey() });
      },
    }),
  );
  return (
    <>
      <Button variant="ghost" size="sm" onClick={() => setIsAsking(true)}>
        Remove…
      </Button>
      {isAsking ? (
        <ConfirmDialog
          title={`Remove “${fileName}”?`}
          description="Its lines are erased. Corrections that were made from it stay in the spend, and unknown cost that was resolved by it stays resolved: the right invoice, imported afterwards, shows what still differs. The same file can be imported again."
          action="Remove the invoice"
          isPending={remove.isPending}
          error={remove.error?.message}
          onConfirm={() => remove.mutate({ invoiceId })}
          onClose={() => setIsAsking(false)}
        />
      ) : null}
    </>
  );
};
