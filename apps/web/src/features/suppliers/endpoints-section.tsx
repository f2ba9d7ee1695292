'use client';

import type { EndpointSummary, SupplierSummary } from '@switchyard/application';
import { Button, type Column, DataTable, Section, StatusBadge } from '@switchyard/ui';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { sayLimits } from './endpoint-fields.ts';
import { EndpointPanel } from './endpoint-panel.tsx';

const State = ({ endpoint: { isEnabled, hasKey, keyLastFour } }: { endpoint: EndpointSummary }) => {
  if (!isEnabled) return <StatusBadge status="cancelled">Switched off</StatusBadge>;
  if (!hasKey) return <StatusBadge status="warning">No key</StatusBadge>;
  const key = keyLastFour ? `Key ending in ${keyLastFour}` : 'Ready';
  return (
    <StatusBadge status="completed" look="plain">
      {key}
    </StatusBadge>
  );
};

const columns: readonly Column<EndpointSummary>[] = [
  {
    key: 'label',
    header: 'Key or region',
    cell: ({ label }) => <span className="font-medium text-ink">{label}</span>,
    width: '20%',
  },
  {
    key: 'where',
    header: 'Where',
    cell: ({ residency }) => <span className="text-muted">{residency === '' ? 'not stated' : residency}</span>,
    isHiddenOnPhone: true,
  },
  {
    key: 'order',
    header: 'Order, share',
    cell: ({ place, weight }) => (
      <span className="tabular-nums">
        {place}, {weight}
      </span>
    ),
    isHiddenOnPhone: true,
  },
  {
    key: 'limits',
    header: 'Limits',
    cell: ({ limits }) => <span className="text-muted">{sayLimits(limits)}</span>,
    isHiddenOnPhone: true,
  },
  { key: 'state', header: 'State', cell: (endpoint) => <State endpoint={endpoint} /> },
];

/** Adds a key or region; also the way from a supplier with just one to the first of them. */
export const AddEndpoint = ({ supplier }: { supplier: SupplierSummary }) => {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>
        <Plus aria-hidden />
        Add key or region
      </Button>
      {isOpen ? <EndpointPanel supplier={supplier} endpoint={null} onClose={() => setIsOpen(false)} /> : null}
    </>
  );
};

/** Keys and regions of a supplier that has more than its own. */
export const EndpointsSection = ({ supplier, canManage }: { supplier: SupplierSummary; canManage: boolean }) => {
  const [open, setOpen] = useState<EndpointSummary | null>(null);
  const { endpoints, name } = supplier;
  return (
    <Section
      title="Keys and regions"
      description="Where one fails, is refused or has had enough, the next is asked, before another supplier."
      actions={canManage ? <AddEndpoint supplier={supplier} /> : null}
    >
      <DataTable
        caption={`Keys and regions of ${name}`}
        columns={columns}
        rows={endpoints}
        rowKey={({ label }) => label}
        onOpen={canManage ? setOpen : undefined}
      />
      {open ? (
        <EndpointPanel key={open.label} supplier={supplier} endpoint={open} onClose={() => setOpen(null)} />
      ) : null}
    </Section>
  );
};
