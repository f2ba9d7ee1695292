'use client';

import { type ReactNode, useRef } from 'react';
import { cx } from './cx.ts';
import { type Column, DataTableRow } from './data-table-row.tsx';
import { LoadMore } from './load-more.tsx';
import { ScrollRegion } from './scroll-region.tsx';
import { Skeleton } from './skeleton.tsx';
import { useIsWide } from './use-is-wide.ts';
import { useRowKeys } from './use-row-keys.ts';
import { useVisibleRows } from './use-visible-rows.ts';

export interface DataTableProps<Row> {
  /** What the table lists, for screen readers. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Makes the whole row a link. */
  readonly rowHref?: ((row: Row) => string) | undefined;
  /** Instead of a link: the first cell becomes a button, e.g. to open a SidePanel. */
  readonly onOpen?: ((row: Row) => void) | undefined;
  readonly selectedKey?: string | undefined;
  readonly density?: 'normal' | 'dense' | undefined;
  /** Shows the shape of rows while there are none yet. */
  readonly isLoading?: boolean | undefined;
  /** The rows are those of before, while others are on their way: they stay, paler. */
  readonly isStale?: boolean | undefined;
  /** An EmptyState, shown when there are no rows. */
  readonly empty?: ReactNode;
  /** Keyset paging: given, a "Load more" footer appears. */
  readonly onLoadMore?: (() => void) | undefined;
  readonly isLoadingMore?: boolean | undefined;
  /** For the table that ends its page: more rows come by scrolling near the end. */
  readonly isEndless?: boolean | undefined;
  /** `j` and `k` move through this table; turn it off in all but one table of a page. */
  readonly hasRowKeys?: boolean | undefined;
  readonly className?: string | undefined;
}

const skeletonRows = 8;
export const rowHeights = { normal: 41, dense: 33 } as const;

/** A semantic table: sticky head, one link per row, `j`/`k`/Enter, ten thousand rows without a stutter. */
export const DataTable = <Row,>(props: DataTableProps<Row>) => {
  const { caption, columns, rows, rowKey, density = 'normal', isLoading, empty, hasRowKeys = true, className } = props;
  const body = useRef<HTMLTableSectionElement>(null);
  const rowHeight = rowHeights[density];
  const { first, end } = useVisibleRows(body, rows.length, rowHeight);
  useRowKeys(body, hasRowKeys && rows.length > 0);
  if (rows.length === 0 && !isLoading && !props.isStale) {
    return <div className={cx('rounded-md border border-line bg-surface', className)}>{empty}</div>;
  }
  const isStatic = props.rowHref === undefined && props.onOpen === undefined;
  return (
    <Frame caption={caption} isStatic={isStatic} className={className}>
      <table
        className={cx(
          'w-full border-separate border-spacing-0 text-sm transition-opacity',
          props.isStale && 'opacity-50',
        )}
        aria-rowcount={rows.length + 1}
        aria-busy={isLoading || props.isStale}
      >
        <caption className="sr-only">{caption}</caption>
        <DataTableHead columns={columns} />
        <tbody ref={body}>
          {rows.length === 0 ? <SkeletonRows columns={columns.length} rowHeight={rowHeight} /> : null}
          <Spacer height={first * rowHeight} columns={columns.length} />
          {rows.slice(first, end).map((row, index) => (
            <DataTableRow
              key={rowKey(row)}
              row={row}
              index={first + index}
              columns={columns}
              rowHeight={rowHeight}
              href={props.rowHref?.(row)}
              onOpen={props.onOpen}
              isSelected={props.selectedKey !== undefined && props.selectedKey === rowKey(row)}
            />
          ))}
          <Spacer height={(rows.length - end) * rowHeight} columns={columns.length} />
        </tbody>
      </table>
      {props.onLoadMore ? (
        <LoadMore onLoadMore={props.onLoadMore} isLoading={props.isLoadingMore ?? false} isAuto={props.isEndless} />
      ) : null}
    </Frame>
  );
};

interface FrameProps {
  readonly caption: string;
  readonly isStatic: boolean;
  readonly className: string | undefined;
  readonly children: ReactNode;
}

/** A table that is too wide scrolls in its frame, never the page; without a link in its rows the frame itself takes the focus. */
const Frame = ({ caption, isStatic, className, children }: FrameProps) => {
  const frame = useRef<HTMLDivElement>(null);
  const isWide = useIsWide(frame);
  const look = cx(
    'group/frame rounded-md border border-line bg-surface max-sm:overflow-x-auto',
    isWide && 'overflow-x-auto',
    className,
  );
  const data = { ref: frame, className: look, 'data-wide': isWide || undefined };
  if (!isStatic) return <div {...data}>{children}</div>;
  return (
    <ScrollRegion label={caption} {...data}>
      {children}
    </ScrollRegion>
  );
};

const DataTableHead = <Row,>({ columns }: { columns: readonly Column<Row>[] }) => (
  <thead>
    <tr>
      {columns.map((column) => (
        <th
          key={column.key}
          scope="col"
          style={column.width === undefined ? undefined : { width: column.width }}
          className={cx(
            'sticky top-(--table-top,48px) z-10 max-sm:static group-data-wide/frame:static h-8 whitespace-nowrap border-line border-b bg-surface px-3 font-medium text-muted text-xs first:rounded-tl-md last:rounded-tr-md',
            column.align === 'end' ? 'text-right' : 'text-left',
            column.isHiddenOnPhone && 'max-sm:hidden',
          )}
        >
          {column.header}
        </th>
      ))}
    </tr>
  </thead>
);

const Spacer = ({ height, columns }: { height: number; columns: number }) =>
  height > 0 ? (
    <tr aria-hidden>
      <td colSpan={columns} style={{ height, padding: 0 }} />
    </tr>
  ) : null;

const SkeletonRows = ({ columns, rowHeight }: { columns: number; rowHeight: number }) =>
  Array.from({ length: skeletonRows }, (_, row) => (
    <tr key={row.toString()} style={{ height: rowHeight }}>
      {Array.from({ length: columns }, (__, column) => (
        <td key={column.toString()} className="border-line border-b px-3">
          <Skeleton className={cx('h-3', column === 0 ? 'w-3/5' : 'w-2/5')} />
        </td>
      ))}
    </tr>
  ));
