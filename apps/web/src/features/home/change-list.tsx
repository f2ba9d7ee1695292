import type { AuditEventItem } from '@switchyard/application';
import { Link, RelativeTime } from '@switchyard/ui';
import { RowList } from './row-list.tsx';

export const ChangeList = ({ changes }: { changes: readonly AuditEventItem[] }) => (
  <RowList
    rows={changes.map(({ id, sentence, at }) => (
      <li key={id}>
        <Link
          href={`/audit?event=${id}`}
          className="flex items-baseline justify-between gap-4 px-4 py-2 text-sm hover:bg-sunken"
        >
          <span className="min-w-0 flex-1 text-ink max-sm:line-clamp-2 sm:truncate">{sentence}</span>
          <span className="shrink-0 text-muted text-xs">
            <RelativeTime at={at} />
          </span>
        </Link>
      </li>
    ))}
    empty="Nothing has changed yet."
  />
);
