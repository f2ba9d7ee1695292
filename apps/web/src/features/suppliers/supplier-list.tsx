'use client';

import type { SupplierSummary } from '@switchyard/application';
import { Badge, Button, type Column, EmptyState, PageBody, PageHeader, StatusBadge } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { Plus, Route } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { SimulatedNotice } from './simulated-notice.tsx';
import { kindWords, supplierState } from './supplier-words.ts';

// Arrives after the list: it brings the schema library along.
const AddSupplierPanel = dynamic(() => import('./add-supplier-panel.tsx').then((module) => module.AddSupplierPanel), {
  ssr: false,
});

const State = ({ supplier }: { supplier: SupplierSummary }) => {
  const { status, word } = supplierState(supplier);
  return (
    <StatusBadge status={status} look={status === 'simulated' ? 'soft' : 'plain'}>
      {word}
    </StatusBadge>
  );
};

const columns: readonly Column<SupplierSummary>[] = [
  { key: 'name', header: 'Supplier', cell: ({ name }) => name, width: '30%' },
  {
    key: 'kind',
    header: 'Kind',
    cell: ({ kind }) => <span className="text-muted">{kindWords[kind]}</span>,
    isHiddenOnPhone: true,
  },
  { key: 'state', header: 'State', cell: (supplier) => <State supplier={supplier} /> },
  { key: 'class', header: 'Data up to', cell: ({ dataClassMax }) => <Badge>{dataClassMax}</Badge> },
  {
    key: 'residency',
    header: 'Where',
    cell: ({ residency }) => <span className="text-muted">{residency === '' ? 'not stated' : residency}</span>,
    isHiddenOnPhone: true,
  },
  {
    key: 'models',
    header: 'Models',
    align: 'end',
    cell: ({ models }) => <span className="tabular-nums">{models.length === 0 ? '–' : models.length}</span>,
    isHiddenOnPhone: true,
  },
];

/** Who may be asked to do AI work, up to which data class, and whether they can be reached. */
export const SupplierList = ({ canManage }: { canManage: boolean }) => {
  const api = useTRPC();
  const [isAdding, setIsAdding] = useState(false);
  const suppliers = useQuery(api.suppliers.list.queryOptions());
  const items = suppliers.data?.items ?? [];
  const add = (
    <Button variant="primary" onClick={() => setIsAdding(true)}>
      <Plus aria-hidden />
      Add supplier
    </Button>
  );
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Suppliers' }]}
        title="Suppliers"
        description="Who can do AI steps. Every step goes to the cheapest one that may see the data and does the job reliably enough."
        actions={canManage ? add : null}
      />
      <PageBody>
        <SimulatedNotice names={items.filter(({ isSimulated }) => isSimulated).map(({ name }) => name)} />
        <QueryTable
          query={suppliers}
          unreadable="The suppliers cannot be read"
          caption="Suppliers"
          columns={columns}
          rows={items}
          rowKey={({ id }) => id}
          rowHref={({ slug }) => `/suppliers/${slug}`}
          empty={
            <EmptyState
              icon={Route}
              title="Nobody can do AI steps yet"
              description="Register rules, a lab, a server of your own or the people who do what no machine should."
              action={canManage ? add : null}
            />
          }
        />
      </PageBody>
      <AddSupplierPanel isOpen={isAdding} onOpenChange={setIsAdding} />
    </>
  );
};
