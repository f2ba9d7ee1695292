'use client';

import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Link } from './link.tsx';

export interface Column<Row> {
  readonly key: string;
  readonly header: ReactNode;
  /** One line; it is cut with an ellipsis where it does not fit. */
  readonly cell: (row: Row) => ReactNode;
  /** `end` for numbers and amounts. */
  readonly align?: 'start' | 'end' | undefined;
  /** CSS width, e.g. `120px`, `40%`. */
  readonly width?: string | undefined;
  readonly isHiddenOnPhone?: boolean | undefined;
}

interface DataTableRowProps<Row> {
  readonly row: Row;
  readonly index: number;
  readonly columns: readonly Column<Row>[];
  readonly rowHeight: number;
  readonly href: string | undefined;
  readonly onOpen: ((row: Row) => void) | undefined;
  readonly isSelected: boolean;
}

/** The link of the first cell covers the row; other links and buttons lie above it. */
const cover =
  'outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent';

export const DataTableRow = <Row,>({
  row,
  index,
  columns,
  rowHeight,
  href,
  onOpen,
  isSelected,
}: DataTableRowProps<Row>) => {
  const wrap = (content: ReactNode): ReactNode => {
    if (href !== undefined) {
      return (
        <Link href={href} data-row-opener className={cx('font-medium text-ink', cover)}>
          {content}
        </Link>
      );
    }
    if (onOpen === undefined) return content;
    return (
      <button
        type="button"
        data-row-opener
        className={cx('max-w-full truncate text-left font-medium text-ink', cover)}
        onClick={() => onOpen(row)}
      >
        {content}
      </button>
    );
  };
  return (
    <tr
      data-row-index={index}
      aria-rowindex={index + 2}
      aria-selected={isSelected || undefined}
      style={{ height: rowHeight }}
      className={cx(
        'group/row relative [&:last-child>td]:border-b-0',
        (href !== undefined || onOpen !== undefined) && 'hover:bg-sunken',
        isSelected && 'bg-accent-soft hover:bg-accent-soft',
      )}
    >
      {columns.map((column, at) => (
        <td
          key={column.key}
          className={cx(
            'max-w-90 max-[87rem]:max-w-64 max-[69rem]:max-w-56 truncate border-line border-b px-3 py-1 text-ink max-sm:max-w-52 [&>*]:align-middle',
            column.align === 'end' && 'text-right tabular-nums',
            column.isHiddenOnPhone && 'max-sm:hidden',
            at > 0 && '[&_a]:relative [&_a]:z-1 [&_button]:relative [&_button]:z-1',
          )}
        >
          {at === 0 ? wrap(column.cell(row)) : column.cell(row)}
        </td>
      ))}
    </tr>
  );
};
