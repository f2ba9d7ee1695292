import type { ReactNode, Ref } from 'react';

interface ScrollRegionProps {
  /** What is in it, for screen readers. */
  readonly label: string;
  readonly className?: string | undefined;
  readonly ref?: Ref<HTMLDivElement> | undefined;
  readonly 'data-wide'?: boolean | undefined;
  readonly children: ReactNode;
}

/** Not a control, yet the keyboard has to reach what scrolls (WCAG 2.1.1); not every browser sees to that. */
const reachable = (label: string) => ({ role: 'group', tabIndex: 0, 'aria-label': label }) as const;

/** Content that scrolls by itself and holds nothing that takes the focus. */
export const ScrollRegion = ({ label, children, ...rest }: ScrollRegionProps) => (
  <div {...reachable(label)} {...rest}>
    {children}
  </div>
);
