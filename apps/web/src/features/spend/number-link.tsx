import { Link } from '@switchyard/ui';
import type { ReactNode } from 'react';

interface NumberLinkProps {
  readonly href: string;
  /** What the number leads to, where its text alone does not say so. */
  readonly label?: string;
  readonly children: ReactNode;
}

/** A number that opens what it is the sum of. */
export const NumberLink = ({ href, label, children }: NumberLinkProps) => (
  <Link
    href={href}
    aria-label={label}
    className="tabular-nums underline decoration-line-strong underline-offset-2 hover:decoration-current"
  >
    {children}
  </Link>
);
