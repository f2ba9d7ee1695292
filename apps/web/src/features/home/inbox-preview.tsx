import type { InboxEntry } from '@switchyard/application';
import { Badge, Link, RelativeTime } from '@switchyard/ui';
import { showBriefly } from '../inbox/show-value.ts';
import { RowList } from './row-list.tsx';

const InboxRow = ({ entry }: { entry: InboxEntry }) => (
  <li>
    <Link
      href={`/inbox/${entry.id}`}
      className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 px-4 py-2.5 hover:bg-sunken"
    >
      <span className="min-w-0 flex-1 basis-64">
        <span className="font-medium text-ink text-sm">{entry.title}</span>{' '}
        {entry.risk === 'high' ? <Badge tone="waiting">high risk</Badge> : null}
        <span className="block truncate text-muted text-xs">
          {entry.workflowName}
          {entry.facts.map(({ label, value }) => ` · ${label}: ${showBriefly(value)}`).join('')}
        </span>
      </span>
      <span className="text-muted text-xs">
        <RelativeTime at={entry.createdAt} />
      </span>
    </Link>
  </li>
);

export const InboxPreview = ({ items }: { items: readonly InboxEntry[] }) => (
  <RowList
    rows={items.map((entry) => <InboxRow key={entry.id} entry={entry} />)}
    empty="Nothing waits for you. Requests that you may decide appear here, oldest first."
  />
);
