import type { LabelledCaseView } from '@switchyard/application';
import { type Column, ConfirmButton, RelativeTime } from '@switchyard/ui';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { QueryTable } from '../../trpc/query-table.tsx';

const sourceWords: Record<LabelledCaseView['source'], string> = {
  upload: 'file',
  work_item: 'a person’s answer',
  approval: 'an approval',
  run: 'a run’s page',
};

const textOf = (input: LabelledCaseView['input']): string => {
  const values = Object.values(input);
  return values.length === 1 && typeof values[0] === 'string' ? values[0] : JSON.stringify(input);
};

const columnsFor = (onErase: (id: string) => void): readonly Column<LabelledCaseView>[] => [
  {
    key: 'input',
    header: 'Input',
    cell: ({ input }) => <span className="line-clamp-1 wrap-anywhere">{textOf(input).slice(0, 300)}</span>,
  },
  { key: 'label', header: 'Label', cell: ({ label }) => label ?? <span className="text-muted">none</span> },
  {
    key: 'source',
    header: 'From',
    isHiddenOnPhone: true,
    cell: ({ source }) => <span className="text-muted">{sourceWords[source]}</span>,
  },
  {
    key: 'at',
    header: 'When',
    align: 'end',
    isHiddenOnPhone: true,
    cell: ({ at }) => <RelativeTime at={at} className="text-muted" />,
  },
  {
    key: 'erase',
    header: 'Erase',
    align: 'end',
    cell: ({ id, input }) => (
      <ConfirmButton
        variant="ghost"
        title={`Erase “${textOf(input).slice(0, 80)}”?`}
        description="The case is gone for good. The next training goes without it."
        action="Erase case"
        onConfirm={() => onErase(id)}
      >
        Erase
      </ConfirmButton>
    ),
  },
];

/** The cases themselves, newest first. */
export const CaseList = ({ slug, onErase }: { slug: string; onErase: (id: string) => void }) => {
  const api = useTRPC();
  const cases = useInfiniteQuery(
    api.classifiers.cases.infiniteQueryOptions(
      { slug },
      { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
    ),
  );
  return (
    <QueryTable
      query={cases}
      unreadable="The cases cannot be read"
      caption="Labelled cases"
      columns={columnsFor(onErase)}
      rows={cases.data?.pages.flatMap(({ items }) => items) ?? []}
      rowKey={({ id }) => id}
      density="dense"
      hasRowKeys={false}
      empty={<p className="p-4 text-muted text-sm">No cases.</p>}
    />
  );
};
