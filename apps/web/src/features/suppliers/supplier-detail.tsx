'use client';

import type { SupplierSummary, TestedSupplier } from '@switchyard/application';
import {
  Button,
  ConfirmDialog,
  DropdownMenu,
  formatDuration,
  PageBody,
  PageHeader,
  Skeleton,
  StatusBadge,
  toast,
} from '@switchyard/ui';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, Plug, Power, Trash2 } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { AddEndpoint, EndpointsSection } from './endpoints-section.tsx';
import { FactsSection } from './facts-section.tsx';
import { KeySection } from './key-section.tsx';
import { ModelsSection } from './models-section.tsx';
import { SimulatedNotice } from './simulated-notice.tsx';
import { supplierState, takesKey } from './supplier-words.ts';

const TestResult = ({ result }: { result: TestedSupplier }) => (
  <div
    role="status"
    className="flex flex-wrap items-center gap-x-4 gap-y-1 rounded-md border border-line bg-surface px-4 py-3 text-sm"
  >
    <StatusBadge status={result.isReachable ? 'completed' : 'failed'} look="plain">
      {result.isReachable ? 'Reachable' : 'Not reachable'}
    </StatusBadge>
    {result.isSimulated ? <StatusBadge status="simulated" /> : null}
    <span className="min-w-0 text-ink">{result.message}</span>
    <span className="text-muted tabular-nums">{formatDuration(result.durationMs)}</span>
  </div>
);

const useSupplierActions = (slug: string) => {
  const api = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const refresh = () => void queries.invalidateQueries({ queryKey: api.suppliers.pathKey() });
  const failed = ({ message }: { message: string }) => toast.failed(message);
  const test = useMutation(api.suppliers.test.mutationOptions({ onError: failed }));
  const update = useMutation(api.suppliers.update.mutationOptions({ onSuccess: refresh, onError: failed }));
  const remove = useMutation(
    api.suppliers.remove.mutationOptions({
      onError: failed,
      onSuccess: () => {
        toast.done('Supplier removed');
        refresh();
        router.push('/suppliers');
      },
    }),
  );
  return {
    test: () => test.mutate({ slug }),
    isTesting: test.isPending,
    result: test.data,
    switchTo: (isEnabled: boolean) => update.mutate({ slug, changes: { isEnabled } }),
    remove: () => remove.mutate({ slug }),
    isRemoving: remove.isPending,
  };
};
type Actions = ReturnType<typeof useSupplierActions>;

const HeadActions = ({
  supplier,
  actions,
  onRemove,
}: {
  supplier: SupplierSummary;
  actions: Actions;
  onRemove: () => void;
}) => (
  <>
    <DropdownMenu
      trigger={
        <Button aria-label="More">
          <Ellipsis aria-hidden />
        </Button>
      }
      groups={[
        [
          {
            label: supplier.isEnabled ? 'Switch off' : 'Switch on',
            icon: Power,
            onSelect: () => actions.switchTo(!supplier.isEnabled),
          },
        ],
        [{ label: 'Remove…', icon: Trash2, isDangerous: true, onSelect: onRemove }],
      ]}
    />
    <Button variant="primary" isPending={actions.isTesting} onClick={actions.test}>
      <Plug aria-hidden />
      Test connection
    </Button>
  </>
);

const RemoveDialog = ({ name, actions, onClose }: { name: string; actions: Actions; onClose: () => void }) => (
  <ConfirmDialog
    title={`Remove ${name}?`}
    description="Its key is deleted at once and no step is given to it any more. Receipts that name it stay."
    action="Remove supplier"
    isPending={actions.isRemoving}
    onConfirm={actions.remove}
    onClose={onClose}
  />
);

/** One supplier: whether it can be asked, what it may see, its key and its models. */
export const SupplierDetail = ({ slug, canManage }: { slug: string; canManage: boolean }) => {
  const api = useTRPC();
  const query = useQuery(api.suppliers.get.queryOptions({ slug }));
  const actions = useSupplierActions(slug);
  const [isRemoving, setIsRemoving] = useState(false);
  const supplier = query.data;
  const breadcrumbs = [{ label: 'Suppliers', href: '/suppliers' }, { label: supplier?.name ?? slug }];
  if (!supplier) {
    return (
      <>
        <PageHeader breadcrumbs={breadcrumbs} title={slug} />
        <PageBody>
          <ReadError query={query} title="This supplier cannot be shown" />
          {query.isPending ? <Skeleton className="h-40 w-full" /> : null}
        </PageBody>
      </>
    );
  }
  const { endpoints } = supplier;
  const { status, word } = supplierState(supplier);
  return (
    <>
      <PageHeader
        breadcrumbs={breadcrumbs}
        title={supplier.name}
        badges={<StatusBadge status={status}>{word}</StatusBadge>}
        actions={
          canManage ? <HeadActions supplier={supplier} actions={actions} onRemove={() => setIsRemoving(true)} /> : null
        }
      />
      <PageBody>
        {actions.result ? <TestResult result={actions.result} /> : null}
        <SimulatedNotice names={supplier.isSimulated ? [supplier.name] : []} />
        {takesKey(supplier) ? (
          <KeySection
            supplier={supplier}
            canManage={canManage}
            actions={canManage && endpoints.length === 0 ? <AddEndpoint supplier={supplier} /> : null}
          />
        ) : null}
        {endpoints.length > 0 ? <EndpointsSection supplier={supplier} canManage={canManage} /> : null}
        <FactsSection supplier={supplier} canManage={canManage} />
        {takesKey(supplier) ? (
          <ModelsSection
            supplier={supplier}
            canManage={canManage}
            offeredKeys={actions.result?.models.map(({ key }) => key) ?? []}
          />
        ) : null}
      </PageBody>
      {isRemoving ? <RemoveDialog name={supplier.name} actions={actions} onClose={() => setIsRemoving(false)} /> : null}
    </>
  );
};
