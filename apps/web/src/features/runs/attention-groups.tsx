'use client';

import type { AttentionGroup } from '@switchyard/application';
import { cx, RelativeTime, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { type AddressFilter, kindWords, toQuery } from './attention-filter.ts';

interface AttentionGroupsProps {
  readonly filter: AddressFilter;
  readonly onChoose: (change: Partial<AddressFilter>) => void;
}

/** Groups shown before somebody filters further. */
const shownMax = 8;

/** The same things counted by workflow, step and error: one cause is dealt with at once. Choosing a group filters by it. */
export const AttentionGroups = ({ filter, onChoose }: AttentionGroupsProps) => {
  const trpc = useTRPC();
  const { data } = useQuery({
    ...trpc.attention.groups.queryOptions(toQuery(filter), { placeholderData: (before) => before }),
    refetchInterval: 10_000,
  });
  if (!data) return <Skeleton className="h-20 w-full" />;
  if (data.groups.length === 0) return null;
  const isChosen = filter.workflow !== null && (filter.node !== null || filter.error !== null);
  return (
    <section aria-label="By cause" className="flex flex-col gap-2">
      <h2 className="font-medium text-ink text-sm">
        {data.isMore ? 'More than ' : ''}
        {data.total} by cause
      </h2>
      <ul className="grid gap-2 sm:grid-cols-2 xl:grid-cols-4">
        {data.groups.slice(0, shownMax).map((group) => (
          <li key={`${group.kind} ${group.workflowSlug} ${group.nodeId} ${group.errorCode}`}>
            <Group group={group} isChosen={isChosen} onChoose={onChoose} />
          </li>
        ))}
      </ul>
    </section>
  );
};

interface GroupProps {
  readonly group: AttentionGroup;
  readonly isChosen: boolean;
  readonly onChoose: AttentionGroupsProps['onChoose'];
}

const Group = ({ group, isChosen, onChoose }: GroupProps) => (
  <button
    type="button"
    aria-pressed={isChosen}
    onClick={() =>
      onChoose({
        kind: group.kind,
        workflow: group.workflowSlug,
        node: group.nodeId,
        error: group.errorCode,
      })
    }
    className={cx(
      'flex h-full w-full flex-col gap-1 rounded-md border bg-surface p-3 text-left hover:bg-sunken',
      isChosen ? 'border-accent' : 'border-line',
    )}
  >
    <span className="flex items-baseline gap-2">
      <span className="font-semibold text-ink text-lg tabular-nums">{group.count}</span>
      <span className="min-w-0 truncate font-medium text-ink text-sm">{group.nodeName ?? group.workflowName}</span>
    </span>
    <span className="truncate text-muted text-xs">
      {kindWords[group.kind]}
      {group.nodeName === null ? '' : ` · ${group.workflowName}`}
      {group.errorCode === null ? '' : ` · ${group.errorCode}`}
    </span>
    <span className="line-clamp-2 text-muted text-xs">{group.message}</span>
    <span className="mt-auto text-faint text-xs">
      oldest <RelativeTime at={group.oldest} />
    </span>
  </button>
);
