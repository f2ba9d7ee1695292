'use client';

import type { BudgetDetail } from '@switchyard/application';
import {
  Button,
  type Column,
  DataTable,
  EmptyState,
  Link,
  Money,
  ProgressBar,
  RelativeTime,
  Section,
} from '@switchyard/ui';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { usedOf } from './budget-words.ts';

const ResolveUnknownDialog = dynamic(() =>
  import('./resolve-unknown-dialog.tsx').then((module) => module.ResolveUnknownDialog),
);

type Period = BudgetDetail['periods'][number];
type Entry = BudgetDetail['entries'][number];

const NamePeriod = ({ period, isRun }: { period: string; isRun: boolean }) =>
  isRun ? (
    <Link href={`/runs/${period}`} className="font-mono text-accent text-xs hover:underline">
      {period.slice(-12)}
    </Link>
  ) : (
    <span className="tabular-nums">{period}</span>
  );

type Resolve = (period: Period) => void;

const periodColumns = (isRun: boolean, onResolve: Resolve | null): readonly Column<Period>[] => [
  { key: 'key', header: isRun ? 'Run' : 'Period', cell: ({ key }) => <NamePeriod period={key} isRun={isRun} /> },
  {
    key: 'used',
    header: 'Used',
    width: '34%',
    cell: (period) => (
      <ProgressBar
        label={`Used in ${period.key}`}
        value={Math.min(usedOf(period), period.capMicroUsd)}
        max={Math.max(period.capMicroUsd, 1)}
        tone={usedOf(period) >= period.capMicroUsd ? 'failed' : 'accent'}
      />
    ),
    isHiddenOnPhone: true,
  },
  { key: 'spent', header: 'Spent', align: 'end', cell: ({ spentMicroUsd }) => <Money microUsd={spentMicroUsd} /> },
  {
    key: 'unknown',
    header: 'Cost unknown',
    align: 'end',
    cell: (period) => (
      <span className="inline-flex items-center gap-2">
        <Money microUsd={period.unknownMicroUsd} />
        {onResolve && period.unknownMicroUsd > 0 ? (
          <Button size="sm" onClick={() => onResolve(period)} aria-label={`Correct the cost of ${period.key}`}>
            Correct
          </Button>
        ) : null}
      </span>
    ),
  },
  { key: 'cap', header: 'Cap', align: 'end', cell: ({ capMicroUsd }) => <Money microUsd={capMicroUsd} /> },
];

const kinds: Record<Entry['kind'], string> = {
  top_up: 'Topped up',
  unknown: 'Cost became unknown',
  correction: 'Corrected',
  overrun: 'Billed beyond the worst case',
};

const entryColumns = (isRun: boolean): readonly Column<Entry>[] => [
  { key: 'kind', header: 'What', cell: ({ kind }) => kinds[kind] },
  { key: 'amount', header: 'Amount', align: 'end', cell: ({ amountMicroUsd }) => <Money microUsd={amountMicroUsd} /> },
  {
    key: 'note',
    header: 'Why',
    cell: ({ note }) => <span className="text-muted">{note}</span>,
    width: '36%',
    isHiddenOnPhone: true,
  },
  {
    key: 'period',
    header: isRun ? 'Run' : 'Period',
    cell: ({ period }) => <NamePeriod period={period} isRun={isRun} />,
    isHiddenOnPhone: true,
  },
  { key: 'at', header: 'When', align: 'end', cell: ({ at }) => <RelativeTime at={at} /> },
];

/** Earlier periods, and everything that is not a plain settlement. */
export const BudgetHistory = ({ detail, canManage }: { detail: BudgetDetail; canManage: boolean }) => {
  const { budget, periods, entries } = detail;
  const [resolved, setResolved] = useState<Period | null>(null);
  const isRun = budget.period === 'run';
  return (
    <>
      <Section title={isRun ? 'Runs' : 'Periods'}>
        <DataTable
          caption={isRun ? 'Runs under this budget' : 'Periods of this budget'}
          columns={periodColumns(isRun, canManage ? setResolved : null)}
          rows={periods}
          rowKey={({ id }) => id}
          empty={<EmptyState title="Nothing has been spent under it yet" />}
        />
      </Section>
      {resolved ? (
        <ResolveUnknownDialog budgetId={budget.id} period={resolved} onClose={() => setResolved(null)} />
      ) : null}
      <Section
        title="Top-ups and corrections"
        description="What became unknown counts at the worst case until the real cost is known; then it is corrected here."
      >
        <DataTable
          caption="Top-ups and corrections"
          columns={entryColumns(isRun)}
          rows={entries}
          rowKey={({ id }) => id}
          hasRowKeys={false}
          empty={<EmptyState title="None: every call said what it cost" />}
        />
      </Section>
    </>
  );
};
