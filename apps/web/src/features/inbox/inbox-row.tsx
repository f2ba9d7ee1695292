'use client';

import { Badge, cx, Link, RelativeTime, StatusBadge } from '@switchyard/ui';
import { Clock, PenLine, ShieldAlert } from 'lucide-react';
import { memo } from 'react';
import { showBriefly } from './show-value.ts';
import type { InboxListEntry } from './use-inbox-list.ts';

interface InboxRowProps {
  readonly entry: InboxListEntry;
  readonly href: string;
  readonly isSelected: boolean;
  readonly onSelect: (id: string) => void;
}

/** Facts that the title does not say already. */
const newFacts = ({ title, facts }: InboxListEntry): string[] =>
  facts
    .filter(({ value }) => !title.includes(String(value)))
    .map(({ label, value }) => `${label} ${showBriefly(value)}`);

/** One request in the list: what, from where, and the facts that decide whether it is urgent. */
export const InboxRow = memo(({ entry, href, isSelected, onSelect }: InboxRowProps) => (
  <Link
    href={href}
    aria-current={isSelected ? 'true' : undefined}
    onClick={(event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      onSelect(entry.id);
    }}
    className={cx(
      'flex flex-col gap-1 border-line border-b border-l-2 px-4 py-3 transition-colors',
      isSelected ? 'md:border-l-accent md:bg-accent-soft' : 'border-l-transparent hover:bg-sunken',
      'max-md:border-l-transparent',
    )}
  >
    <span className="flex items-start justify-between gap-3">
      <span className="min-w-0 break-words font-medium text-ink text-sm">{entry.title}</span>
      <RelativeTime at={entry.createdAt} className="shrink-0 text-faint text-xs" />
    </span>
    <span className="truncate text-muted text-xs">{[entry.workflowName, ...newFacts(entry)].join(' · ')}</span>
    <span className="flex flex-wrap items-center gap-1.5 empty:hidden">
      {entry.kind === 'work_item' ? (
        <Badge>
          <PenLine aria-hidden />
          To do
        </Badge>
      ) : null}
      {entry.risk === 'high' ? (
        <Badge tone="failed">
          <ShieldAlert aria-hidden />
          High risk
        </Badge>
      ) : null}
      {entry.status === 'pending' ? null : <StatusBadge status={entry.status} />}
      {entry.deadlineAt !== null && entry.status === 'pending' ? (
        <Badge tone="waiting">
          <Clock aria-hidden />
          due <RelativeTime at={entry.deadlineAt} />
        </Badge>
      ) : null}
    </span>
  </Link>
));
InboxRow.displayName = 'InboxRow';
