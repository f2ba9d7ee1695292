import { cx } from './cx.ts';

/** The shape of what is loading. Give it the size of the thing. */
export const Skeleton = ({ className }: { className?: string | undefined }) => (
  <span aria-hidden className={cx('block h-4 animate-breathe rounded-xs bg-pressed', className)} />
);
