'use client';

import { cx, IconButton, Link, Tooltip } from '@switchyard/ui';
import { PanelLeft } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { AccountMenu } from './account-menu.tsx';
import { CountBadge } from './count-badge.tsx';
import { isCurrentItem, type NavItem } from './nav-items.ts';
import { useShell } from './shell-context.tsx';
import { SwitchyardMark } from './switchyard-mark.tsx';

/** The left rail; icons only when narrow. */
export const Rail = () => {
  const { groups, isNarrow, toggleRail, organisationName } = useShell();
  return (
    <aside
      className={cx(
        'sticky top-0 flex h-dvh shrink-0 flex-col border-line border-r bg-canvas max-sm:hidden',
        isNarrow ? 'w-14' : 'w-56',
      )}
    >
      <div className={cx('flex h-12 items-center', isNarrow ? 'justify-center' : 'justify-between pr-2 pl-4')}>
        {isNarrow ? null : (
          <Link href="/" className="flex min-w-0 items-center gap-2 rounded-xs">
            <SwitchyardMark />
            <span className="truncate font-semibold text-ink text-sm">{organisationName}</span>
          </Link>
        )}
        <IconButton
          label={isNarrow ? 'Widen navigation' : 'Narrow navigation'}
          shortcut="["
          aria-expanded={!isNarrow}
          onClick={toggleRail}
        >
          <PanelLeft aria-hidden />
        </IconButton>
      </div>
      <nav aria-label="Main" className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-2 py-2">
        {groups.map((items) => (
          <ul key={items[0]?.key} className="flex flex-col gap-0.5">
            {items.map((item) => (
              <RailItem key={item.key} item={item} />
            ))}
          </ul>
        ))}
      </nav>
      <div className="border-line border-t p-2">
        <AccountMenu isNarrow={isNarrow} />
      </div>
    </aside>
  );
};

const RailItem = ({ item }: { item: NavItem }) => {
  const { isNarrow, counts } = useShell();
  const isCurrent = isCurrentItem(item, usePathname());
  const count = counts[item.key] ?? 0;
  const { icon: Icon, label } = item;
  const link = (
    <Link
      href={item.href}
      aria-current={isCurrent ? 'page' : undefined}
      aria-label={isNarrow ? `${label}${count > 0 ? `, ${count} waiting` : ''}` : undefined}
      className={cx(
        'relative flex h-8 items-center gap-2.5 rounded-sm text-sm transition-colors',
        isNarrow ? 'justify-center' : 'px-2',
        isCurrent ? 'bg-pressed font-medium text-ink' : 'text-muted hover:bg-sunken hover:text-ink',
      )}
    >
      <Icon aria-hidden className="size-4 shrink-0" strokeWidth={1.75} />
      {isNarrow ? null : <span className="flex-1 truncate">{label}</span>}
      <CountBadge count={count} isDot={isNarrow} />
    </Link>
  );
  return (
    <li>
      {isNarrow ? (
        <Tooltip content={label} side="right" shortcut={item.goKey ? `g ${item.goKey}` : undefined}>
          {link}
        </Tooltip>
      ) : (
        link
      )}
    </li>
  );
};
