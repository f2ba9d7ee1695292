'use client';

import { cx, Link } from '@switchyard/ui';
import { usePathname } from 'next/navigation';

const sections = [
  { href: '/spend', label: 'Overview' },
  { href: '/receipts', label: 'Receipts' },
  { href: '/spend/performance', label: 'Performance' },
  { href: '/spend/waste', label: 'Waste' },
  { href: '/spend/what-if', label: 'What if' },
  { href: '/spend/invoices', label: 'Invoices' },
  { href: '/spend/subject', label: 'A subject’s data' },
];

/** On a phone the row is wider than the screen: where one is must not lie beyond its edge. */
const bringIntoView = (element: HTMLElement | null): void =>
  element?.scrollIntoView({ block: 'nearest', inline: 'center' });

/** The pages about money and receipts, beside each other. */
export const SpendSections = () => {
  const pathname = usePathname();
  return (
    <nav aria-label="Spend" className="flex gap-4 overflow-x-auto border-line border-b">
      {sections.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          ref={pathname === href ? bringIntoView : undefined}
          aria-current={pathname === href ? 'page' : undefined}
          className={cx(
            'inline-flex h-9 shrink-0 items-center max-sm:h-10 whitespace-nowrap border-b-2 text-sm transition-colors focus-visible:-outline-offset-2',
            pathname === href ? 'border-accent font-medium text-ink' : 'border-transparent text-muted hover:text-ink',
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
};
