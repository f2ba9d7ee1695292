'use client';

import { cx, Link, SidePanel } from '@switchyard/ui';
import { Ellipsis } from 'lucide-react';
import { usePathname } from 'next/navigation';
import { useState } from 'react';
import { AccountMenu } from './account-menu.tsx';
import { CountBadge } from './count-badge.tsx';
import { isCurrentItem, type NavItem } from './nav-items.ts';
import { useShell } from './shell-context.tsx';

const slot = 'relative flex h-14 flex-1 flex-col items-center justify-center gap-0.5 text-xs';

/** Navigation at thumb height on a phone: three places and the rest. */
export const BottomBar = () => {
  const { groups } = useShell();
  const [isOpen, setIsOpen] = useState(false);
  const items = groups.flat();
  return (
    <nav
      aria-label="Main, for small screens"
      className="fixed inset-x-0 bottom-0 z-30 flex border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] sm:hidden"
    >
      {items
        .filter(({ isOnBottomBar }) => isOnBottomBar)
        .map((item) => (
          <BottomItem key={item.key} item={item} />
        ))}
      <button type="button" className={cx(slot, 'text-muted')} aria-haspopup="dialog" onClick={() => setIsOpen(true)}>
        <Ellipsis aria-hidden className="size-5" strokeWidth={1.75} />
        More
      </button>
      <SidePanel isOpen={isOpen} onOpenChange={setIsOpen} title="More" footer={<AccountMenu isNarrow={false} />}>
        <ul className="flex flex-col gap-1">
          {items
            .filter(({ isOnBottomBar }) => !isOnBottomBar)
            .map((item) => (
              <li key={item.key}>
                <Link
                  href={item.href}
                  onClick={() => setIsOpen(false)}
                  className="flex h-11 items-center gap-3 rounded-sm px-2 text-base text-ink hover:bg-sunken"
                >
                  <item.icon aria-hidden className="size-5 text-muted" strokeWidth={1.75} />
                  {item.label}
                </Link>
              </li>
            ))}
        </ul>
      </SidePanel>
    </nav>
  );
};

const BottomItem = ({ item }: { item: NavItem }) => {
  const isCurrent = isCurrentItem(item, usePathname());
  const count = useShell().counts[item.key] ?? 0;
  return (
    <Link
      href={item.href}
      aria-current={isCurrent ? 'page' : undefined}
      className={cx(slot, isCurrent ? 'font-medium text-accent' : 'text-muted')}
    >
      <item.icon aria-hidden className="size-5" strokeWidth={1.75} />
      {item.label}
      {count > 0 ? (
        <span className="absolute top-1 left-1/2 ml-1.5 bg-surface">
          <CountBadge count={count} />
        </span>
      ) : null}
    </Link>
  );
};
