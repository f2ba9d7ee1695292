'use client';

import type { AttentionItem } from '@switchyard/application';
import {
  Button,
  type Column,
  EmptyState,
  Input,
  PageBody,
  PageHeader,
  RelativeTime,
  Select,
  Sentence,
  shortenId,
} from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { CircleCheck, X } from 'lucide-react';
import { useQueryStates } from 'nuqs';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';
import { whileShort } from '../../trpc/while-short.ts';
import {
  type AddressFilter,
  attentionKinds,
  attentionParsers,
  kindWords,
  noFilter,
  toQuery,
} from './attention-filter.ts';
import { AttentionGroups } from './attention-groups.tsx';
import { BulkButton } from './bulk-button.tsx';
import { BulkOperations } from './bulk-operations.tsx';
import { DayInput } from './day-input.tsx';
import { useWorkflowOptions } from './use-workflow-options.ts';

const Why = ({ kind, isStopped }: Pick<AttentionItem, 'kind' | 'isStopped'>) => (
  <span className={kind === 'failed' || kind === 'held' ? 'text-failed' : 'text-waiting'}>
    {isStopped ? 'Stopped after crashes' : kindWords[kind]}
  </span>
);

const columns: readonly Column<AttentionItem>[] = [
  {
    key: 'what',
    header: 'What',
    width: '30%',
    cell: ({ workflowName, versionNumber, nodeName, runId, kind, isStopped }) => (
      <span className="max-sm:flex max-sm:min-w-0 max-sm:flex-col">
        <span className="truncate font-medium text-ink">{nodeName ?? workflowName}</span>
        <span className="truncate">
          {nodeName === null ? null : <span className="text-muted text-xs sm:ml-2">{workflowName}</span>}
          <span className="ml-2 text-faint text-xs">v{versionNumber}</span>
          <span className="ml-2 font-mono text-muted text-xs">{shortenId(runId)}</span>
        </span>
        <span className="sm:hidden">
          <Why kind={kind} isStopped={isStopped} />
        </span>
      </span>
    ),
  },
  {
    key: 'kind',
    header: 'Why',
    width: '150px',
    isHiddenOnPhone: true,
    cell: ({ kind, isStopped }) => <Why kind={kind} isStopped={isStopped} />,
  },
  {
    key: 'message',
    header: 'What happened',
    isHiddenOnPhone: true,
    cell: ({ message }) => (
      <span className="text-muted" title={message}>
        <Sentence text={message} />
      </span>
    ),
  },
  {
    key: 'since',
    header: 'Since',
    align: 'end',
    width: '130px',
    cell: ({ since }) => <RelativeTime at={since} className="text-muted" />,
  },
];

const any = 'any';
const kindOptions = [
  { value: any, label: 'Everything' },
  ...attentionKinds.map((kind) => ({ value: kind, label: kindWords[kind] })),
];

/** Everything that needs a person, by what went wrong and one by one; what failed is retried in bulk. */
export const AttentionView = ({ canOperate }: { canOperate: boolean }) => {
  const trpc = useTRPC();
  const [filter, setFilter] = useQueryStates(attentionParsers);
  const query = toQuery(filter);
  const items = useInfiniteQuery({
    ...trpc.attention.list.infiniteQueryOptions(query, {
      getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
      placeholderData: (before) => before,
    }),
    refetchInterval: whileShort(10_000),
  });
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: 'Runs', href: '/runs' }, { label: 'Needs attention' }]}
        title="Needs attention"
        description="Failed, unknown or paused: nothing here goes on without a person."
        actions={canOperate ? <AttentionActions filter={query} /> : null}
      />
      <PageBody isWide>
        <div className="flex flex-col gap-4">
          <BulkOperations canOperate={canOperate} />
          <Filters filter={filter} onChange={(change) => void setFilter(change)} />
          <AttentionGroups filter={filter} onChoose={(change) => void setFilter(change)} />
          <QueryTable
            query={items}
            unreadable="This could not be loaded"
            caption="What needs attention, newest first"
            columns={columns}
            rows={items.data?.pages.flatMap((page) => page.items) ?? []}
            rowKey={({ id }) => id}
            rowHref={({ runId, stepId }) => (stepId === null ? `/runs/${runId}` : `/runs/${runId}?step=${stepId}`)}
            empty={
              <EmptyState
                icon={CircleCheck}
                title="Nothing needs attention"
                description="Steps that failed for good, whose outcome nobody knows, and paused runs come here, to be mended and tried again one by one or together."
              />
            }
          />
        </div>
      </PageBody>
    </>
  );
};

/** What can be done without a decision about each. */
const AttentionActions = ({ filter: { kind, ...filter } }: { filter: ReturnType<typeof toQuery> }) => {
  const isRetriable = kind === undefined || kind === 'held' || kind === 'failed';
  const retried = kind === 'held' || kind === 'failed' ? { ...filter, kind } : filter;
  return (
    <>
      <BulkButton request={{ kind: 'set-aside', filter }} isOff={!(kind === undefined || kind === 'failed')} />
      <BulkButton request={{ kind: 'retry', filter: retried }} isOff={!isRetriable} />
    </>
  );
};

interface FiltersProps {
  readonly filter: AddressFilter;
  readonly onChange: (change: Partial<AddressFilter>) => void;
}

const Filters = ({ filter, onChange }: FiltersProps) => {
  const workflowOptions = useWorkflowOptions();
  const isFiltered = Object.values(filter).some((value) => value !== null);
  return (
    <search className="flex flex-wrap items-center gap-2">
      <Select
        aria-label="Why"
        className="w-44"
        options={kindOptions}
        value={filter.kind ?? any}
        onChange={(next) => onChange({ kind: attentionKinds.find((kind) => kind === next) ?? null })}
      />
      <Select
        aria-label="Workflow"
        className="w-56"
        options={[{ value: any, label: 'Every workflow' }, ...workflowOptions]}
        value={filter.workflow ?? any}
        onChange={(next) => onChange({ workflow: next === any ? null : next, node: null, version: null })}
      />
      <Input
        aria-label="Version"
        type="number"
        min={1}
        placeholder="Version"
        className="w-24"
        value={filter.version ?? ''}
        onChange={({ target }) => onChange({ version: target.value === '' ? null : Number(target.value) })}
      />
      <DayInput label="From" value={filter.from} onChange={(from) => onChange({ from })} />
      <DayInput label="Until" value={filter.to} onChange={(to) => onChange({ to })} />
      {isFiltered ? (
        <Button variant="ghost" onClick={() => onChange(noFilter)}>
          <X aria-hidden />
          Clear
        </Button>
      ) : null}
    </search>
  );
};
