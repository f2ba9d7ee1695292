'use client';

import type { Waste, WasteFinding } from '@switchyard/application';
import { type Column, DataTable, EmptyState, Link, Money, Section, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { Leaf } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { FilterRow, useSpendFilter } from './filter-row.tsx';
import { NumberLink } from './number-link.tsx';
import { splitRef } from './performance-charts.tsx';
import { SectionPage } from './section-page.tsx';
import { type FilterInput, filterHref } from './spend-filter.ts';

/** Of the sort that a finding is, the receipts it counts and no others. */
const behindOf = ({ runId, receiptId, candidateRef, inputTokensMin }: WasteFinding): Record<string, string> => {
  if (runId !== null) return { runId };
  if (candidateRef !== null) return splitRef(candidateRef);
  if (inputTokensMin !== null) return { inputTokensMin: String(inputTokensMin) };
  return receiptId === null ? {} : { sameInputAs: receiptId };
};

const hrefOf = (finding: WasteFinding, filter: FilterInput): string =>
  filterHref('/receipts', filter, { taskSlug: finding.taskSlug ?? 'none', ...behindOf(finding) });

const columnsFor = (filter: FilterInput): readonly Column<WasteFinding>[] => [
  { key: 'task', header: 'Task', cell: ({ taskSlug }) => taskSlug ?? 'without a task' },
  {
    key: 'why',
    header: 'Why',
    width: '50%',
    cell: (finding) => (
      <Link
        href={hrefOf(finding, filter)}
        className="whitespace-normal underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        {finding.explanation}
      </Link>
    ),
  },
  {
    key: 'receipts',
    header: 'Receipts',
    align: 'end',
    cell: (finding) => (
      <NumberLink href={hrefOf(finding, filter)}>{finding.receipts.toLocaleString('en-US')}</NumberLink>
    ),
    isHiddenOnPhone: true,
  },
  {
    key: 'cost',
    header: 'Could be saved',
    align: 'end',
    cell: (finding) => (
      <NumberLink href={hrefOf(finding, filter)}>
        <Money microUsd={finding.wastedMicroUsd} />
      </NumberLink>
    ),
  },
];

const count = (value: number): string => value.toLocaleString('en-US');

const shareOf = ({ looked, receipts }: Waste): string =>
  `${Math.max(0.1, Math.round((looked / receipts) * 1000) / 10)} %`;

type Kind = 'dearer' | 'repeated' | 'loops' | 'oversized';

const kinds: readonly { readonly kind: Kind; readonly title: string; readonly description: string }[] = [
  {
    kind: 'dearer',
    title: 'Dear where cheap passes',
    description: 'A cheaper candidate is proven on the task, and a dearer one was asked.',
  },
  { kind: 'repeated', title: 'The same call again', description: 'Equal input to the same version of a task.' },
  { kind: 'loops', title: 'Loops', description: 'One run that asks for the same task over and over.' },
  { kind: 'oversized', title: 'Oversize input', description: 'Calls that send far more than this task usually does.' },
];

const Findings = ({ waste, filter }: { waste: Waste; filter: FilterInput }) =>
  kinds.every(({ kind }) => waste[kind].length === 0) ? (
    <NothingFound looked={waste.looked} />
  ) : (
    <Found waste={waste} filter={filter} />
  );

const NothingFound = ({ looked }: { looked: number }) => (
  <div className="rounded-md border border-line bg-surface">
    <EmptyState
      icon={Leaf}
      title={looked === 0 ? 'No receipts in this time' : 'Nothing was wasted'}
      description={
        looked === 0
          ? 'Every AI step and call leaves one. Choose a longer time, or start a run.'
          : 'No dearer supplier than needed, no call made twice, no loop, no input far over the usual.'
      }
    />
  </div>
);

const Found = ({ waste, filter }: { waste: Waste; filter: FilterInput }) =>
  kinds.map(({ kind, title, description }) => (
    <Section key={kind} title={title} description={description}>
      <DataTable
        caption={title}
        columns={columnsFor({ ...filter, from: waste.from, to: waste.to })}
        rows={waste[kind]}
        rowKey={({ taskSlug, runId, receiptId, explanation }) => `${taskSlug}/${runId}/${receiptId}/${explanation}`}
        hasRowKeys={false}
        empty={<p className="p-4 text-muted text-sm">Nothing found.</p>}
      />
    </Section>
  ));

/** Money spent for nothing, or on more than was needed. */
export const WastePage = () => {
  const api = useTRPC();
  const { input } = useSpendFilter();
  const query = useQuery(api.analysis.waste.queryOptions(input));
  const { data } = query;
  return (
    <SectionPage
      title="Waste"
      description="What the receipts show to have been spent for nothing, or on more than was needed. Simulated money counts as if it were real."
    >
      <FilterRow />
      <ReadError query={query} title="The receipts cannot be looked through" />
      {query.isPending ? <Skeleton className="h-60 w-full" /> : null}
      {data ? <Findings waste={data} filter={input} /> : null}
      {data ? (
        <p className="text-muted text-xs">
          {data.looked < data.receipts
            ? `Of the ${count(data.receipts)} receipts of this period the newest ${count(data.looked)} were looked at (${shareOf(data)}); older ones may hold more. What is dear where cheap passes is of all of them.`
            : `All ${count(data.receipts)} receipts of this period were looked at.`}
        </p>
      ) : null}
    </SectionPage>
  );
};
