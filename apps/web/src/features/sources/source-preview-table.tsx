'use client';

import { CodeBlock, type Column, DataTable, EmptyState, Section } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';
import { showValue } from '../inbox/show-value.ts';

interface PreviewRow {
  readonly number: number;
  readonly values: Readonly<Record<string, unknown>>;
}

interface SourcePreviewTableProps {
  readonly slug: string;
  readonly versionNumber: number | null;
  /** Described fields, in the order to show them. */
  readonly fieldNames: readonly string[];
}

/** The beginning of the current version, as processes see it. */
export const SourcePreviewTable = ({ slug, versionNumber, fieldNames }: SourcePreviewTableProps) => {
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.sources.preview.queryOptions({ slug }), enabled: versionNumber !== null });
  if (versionNumber === null) {
    return (
      <Section title="Content">
        <EmptyState
          title="Nothing has been read yet"
          description="Refresh it, or upload a file."
          className="rounded-md border border-line"
        />
      </Section>
    );
  }
  if (query.isLoadingError) return <ReadError query={query} title="The content could not be shown" />;
  const { data } = query;
  if (typeof data?.text === 'string') {
    return (
      <Section title="Content">
        <CodeBlock code={data.text} />
      </Section>
    );
  }
  const rows = (data?.rows ?? []).map((values, index): PreviewRow => ({ number: index + 1, values }));
  const present = new Set(rows.flatMap(({ values }) => Object.keys(values)));
  const keys = [...new Set([...fieldNames.filter((name) => present.has(name)), ...present])].slice(0, 12);
  const columns: Column<PreviewRow>[] = [
    { key: '#', header: '#', cell: ({ number }) => <span className="text-faint">{number}</span>, width: '56px' },
    ...keys.map((key) => ({ key, header: key, cell: ({ values }: PreviewRow) => showValue(values[key]) })),
  ];
  const description =
    data && data.rowCount > rows.length
      ? `The first ${rows.length} of ${data.rowCount.toLocaleString('en-US')} rows.`
      : undefined;
  return (
    <Section title="Content" description={description}>
      <DataTable
        caption="Content"
        density="dense"
        className="overflow-x-auto [--table-top:0px]"
        hasRowKeys={false}
        columns={columns}
        rows={rows}
        rowKey={({ number }) => number.toString()}
        isLoading={query.isPending}
        empty={<EmptyState title="This version has no rows" />}
      />
    </Section>
  );
};
