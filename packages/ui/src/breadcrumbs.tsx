'use client';

import { cx } from './cx.ts';
import { Link } from './link.tsx';

export interface Breadcrumb {
  readonly label: string;
  readonly href?: string | undefined;
}

/** Where I am; the last entry is this page. */
export const Breadcrumbs = ({ items }: { items: readonly Breadcrumb[] }) => (
  <nav aria-label="Breadcrumbs" className="min-w-0">
    <ol className="flex min-w-0 items-center gap-1.5 text-sm">
      {items.map(({ label, href }, index) => {
        const isLast = index === items.length - 1;
        return (
          <li
            key={`${label}${index.toString()}`}
            className={cx(
              'flex items-center gap-1.5',
              isLast ? 'min-w-0' : 'shrink-0',
              // On a phone: the section and this page.
              index > 0 && !isLast && 'max-sm:hidden',
            )}
          >
            {index > 0 ? (
              <span aria-hidden className="text-faint">
                /
              </span>
            ) : null}
            {href && !isLast ? (
              <Link
                href={href}
                className="inline-flex min-h-6 items-center max-sm:min-h-10 rounded-xs text-muted hover:text-ink"
              >
                {label}
              </Link>
            ) : (
              <span aria-current={isLast ? 'page' : undefined} className={isLast ? 'truncate text-ink' : 'text-muted'}>
                {label}
              </span>
            )}
          </li>
        );
      })}
    </ol>
  </nav>
);
