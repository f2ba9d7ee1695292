import type { Home } from '@switchyard/application';
import { Link, RelativeTime, StatusBadge } from '@switchyard/ui';
import { RowList } from './row-list.tsx';

/** Tasks whose answers have become worse in production. */
export const DriftNotices = ({ drifts }: { drifts: NonNullable<Home['drifts']> }) => (
  <RowList
    empty=""
    rows={drifts.map(({ taskSlug, taskName, driftedAt }) => (
      <li key={taskSlug} className="flex items-center justify-between gap-4 px-4 py-3 text-sm">
        <span className="flex min-w-0 items-center gap-2">
          <StatusBadge status="warning" look="plain">
            Has become worse
          </StatusBadge>
          <Link href={`/tasks/${taskSlug}?view=evidence`} className="truncate font-medium hover:underline">
            {taskName}
          </Link>
        </span>
        <RelativeTime at={driftedAt} className="text-muted text-xs" />
      </li>
    ))}
  />
);
