'use client';

import { Link, Popover, shortenId } from '@switchyard/ui';

/** So many are listed; the number says how many there are. */
const shownMax = 50;

/** A number that opens the receipts it counts. */
export const ReceiptLinks = ({ count, ids }: { count: number | string; ids: readonly string[] }) => {
  const text = typeof count === 'number' ? count.toLocaleString('en-US') : count;
  if (ids.length === 0) return <span className="tabular-nums">{text}</span>;
  return (
    <Popover
      label="Receipts behind this number"
      align="end"
      trigger={
        <button
          type="button"
          className="tabular-nums underline decoration-line-strong underline-offset-2 hover:decoration-current"
        >
          {text}
        </button>
      }
    >
      <ul className="flex max-h-72 min-w-40 flex-col gap-1 overflow-auto p-1 text-left">
        {ids.slice(0, shownMax).map((id) => (
          <li key={id}>
            <Link href={`/receipts/${id}`} className="font-mono text-accent text-xs hover:underline">
              {shortenId(id)}
            </Link>
          </li>
        ))}
        {ids.length > shownMax ? <li className="text-muted text-xs">and {ids.length - shownMax} more</li> : null}
      </ul>
    </Popover>
  );
};
