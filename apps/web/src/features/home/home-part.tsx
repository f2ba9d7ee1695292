import { Link } from '@switchyard/ui';
import type { ReactNode } from 'react';

export interface HomePartProps {
  readonly title: string;
  /** Where the whole of it is. */
  readonly href: string;
  readonly more: string;
  readonly children: ReactNode;
}

/** One question of the home page with its answer. */
export const HomePart = ({ title, href, more, children }: HomePartProps) => (
  <section aria-label={title} className="flex flex-col gap-2">
    <div className="flex items-baseline justify-between gap-4">
      <h2 className="font-medium text-base text-ink">{title}</h2>
      <Link href={href} className="text-accent text-sm hover:underline max-sm:-my-2.5 max-sm:py-2.5">
        {more}
      </Link>
    </div>
    {children}
  </section>
);
