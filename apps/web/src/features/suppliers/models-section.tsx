'use client';

import type { SupplierSummary } from '@switchyard/application';
import type { ModelSpec } from '@switchyard/domain';
import { Button, type Column, DataTable, EmptyState, Section, Sentence, StatusBadge, toast } from '@switchyard/ui';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Boxes, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { sayLaterPrice } from './later-prices.tsx';
import { type SupplierModel, toModelSpec } from './model-fields.ts';
import { ModelPanel } from './model-panel.tsx';
import { pricePerMillion } from './supplier-words.ts';

const Price = ({ model: { price, isPriceEntered, laterPrices } }: { model: SupplierModel }) => (
  <>
    {price === null ? (
      <StatusBadge status="warning" look="plain">
        No price: never used
      </StatusBadge>
    ) : (
      <span className="tabular-nums" title={`${price.version}${isPriceEntered ? ', entered here' : ''}`}>
        {pricePerMillion(price.inputMicroUsdPerMTok)} / {pricePerMillion(price.outputMicroUsdPerMTok)}
      </span>
    )}
    {laterPrices.map((later) => (
      <span key={later.from} className="block whitespace-normal text-muted text-xs tabular-nums">
        <Sentence text={sayLaterPrice(later)} />
      </span>
    ))}
  </>
);

const columns: readonly Column<SupplierModel>[] = [
  { key: 'name', header: 'Model', cell: ({ name }) => name, width: '36%' },
  {
    key: 'key',
    header: 'Called',
    cell: ({ key }) => <span className="font-mono text-muted text-xs">{key}</span>,
    isHiddenOnPhone: true,
  },
  {
    key: 'context',
    header: 'Context',
    align: 'end',
    cell: ({ contextTokens }) => <span className="tabular-nums">{contextTokens.toLocaleString('en-US')}</span>,
    isHiddenOnPhone: true,
  },
  { key: 'price', header: 'In / out per million tokens', align: 'end', cell: (model) => <Price model={model} /> },
];

interface ModelsSectionProps {
  readonly supplier: SupplierSummary;
  readonly canManage: boolean;
  /** Names the supplier answered with when it was tested. */
  readonly offeredKeys: readonly string[];
}

/** The models of a supplier; the list is saved as a whole. */
export const ModelsSection = ({ supplier, canManage, offeredKeys }: ModelsSectionProps) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const [open, setOpen] = useState<SupplierModel | 'new' | null>(null);
  const update = useMutation(
    api.suppliers.update.mutationOptions({
      onSuccess: () => {
        setOpen(null);
        toast.done('Models saved');
        void queries.invalidateQueries({ queryKey: api.suppliers.pathKey() });
      },
    }),
  );
  const others = (key: string) => supplier.models.filter((each) => each.key !== key).map(toModelSpec);
  const save = (models: ModelSpec[]) =>
    update.mutate({ slug: supplier.slug, changes: { models }, modelsSeen: supplier.models.map(toModelSpec) });
  const known = new Set(supplier.models.map(({ key }) => key));
  const add = (
    <Button onClick={() => setOpen('new')}>
      <Plus aria-hidden />
      Add model
    </Button>
  );
  const edited = open === 'new' ? null : open;
  return (
    <Section title="Models" actions={canManage ? add : null}>
      <DataTable
        caption={`Models of ${supplier.name}`}
        columns={columns}
        rows={supplier.models}
        rowKey={({ id }) => id}
        onOpen={canManage ? setOpen : undefined}
        empty={
          <EmptyState icon={Boxes} title="No models yet" description="Without one, this supplier is never asked." />
        }
      />
      {open ? (
        <ModelPanel
          key={edited?.id ?? 'new'}
          model={edited}
          suggestedKeys={offeredKeys.filter((key) => !known.has(key))}
          isPending={update.isPending}
          error={update.error?.message}
          onClose={() => setOpen(null)}
          onSave={(model) => save([...others(model.key), model])}
          onRemove={edited ? () => save(others(edited.key)) : undefined}
        />
      ) : null}
    </Section>
  );
};
