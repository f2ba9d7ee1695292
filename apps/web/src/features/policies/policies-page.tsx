'use client';

import type { PolicyListItem } from '@switchyard/application';
import { Badge, type Column, EmptyState, PageBody, PageHeader, RelativeTime } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { Route } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { isOrganisation, sayKind, scopePath } from './policy-scope.ts';

const InForce = ({ item }: { item: PolicyListItem }) => {
  if (item.number !== null) return <span>Version {item.number}</span>;
  return <span className="text-muted">{isOrganisation(item) ? 'As shipped' : 'The wider rules'}</span>;
};

const columns: readonly Column<PolicyListItem>[] = [
  {
    key: 'label',
    header: 'Rules of',
    width: '45%',
    cell: (item) => (
      <span className="flex min-w-0 flex-col">
        <span className="truncate font-medium">{item.label}</span>
        <span className="truncate text-muted text-xs">{sayKind(item)}</span>
      </span>
    ),
  },
  {
    key: 'version',
    header: 'In force',
    cell: (item) => (
      <span className="inline-flex min-w-0 flex-wrap items-center gap-x-2">
        <InForce item={item} />
        {item.hasDraft ? <Badge tone="waiting">draft</Badge> : null}
      </span>
    ),
  },
  {
    key: 'published',
    header: 'Published',
    cell: ({ publishedAt }) => (publishedAt ? <RelativeTime at={publishedAt} /> : null),
    isHiddenOnPhone: true,
  },
];

/** Whose rules routing follows, and where a change waits to be published. */
export const PoliciesPage = () => {
  const api = useTRPC();
  const policies = useQuery(api.policies.list.queryOptions());
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Policies' }]}
        title="Routing policies"
        description="A task’s rules go before its workflow’s, and those before the organisation’s. Where data may be processed every scope can only narrow."
      />
      <PageBody>
        <QueryTable
          query={policies}
          unreadable="The policies cannot be read"
          caption="Routing policies"
          columns={columns}
          rows={policies.data?.items ?? []}
          rowKey={scopePath}
          rowHref={(item) => `/policies/${scopePath(item)}`}
          empty={
            <EmptyState icon={Route} title="Nothing to route yet" description="Make a workflow or a task first." />
          }
        />
      </PageBody>
    </>
  );
};
