import { cx } from './cx.ts';

const initialsOf = (name: string): string => {
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  const first = words[0]?.[0] ?? '?';
  const last = words.length > 1 ? (words.at(-1)?.[0] ?? '') : '';
  return `${first}${last}`.toUpperCase();
};

export interface AvatarProps {
  readonly name: string;
  /** Shows the name beside the initials. */
  readonly isNamed?: boolean | undefined;
  readonly size?: 'sm' | 'md' | undefined;
  readonly className?: string | undefined;
}

/** A person. */
export const Avatar = ({ name, isNamed, size = 'sm', className }: AvatarProps) => (
  <span className={cx('inline-flex min-w-0 items-center gap-2', className)} title={isNamed ? undefined : name}>
    <span
      aria-hidden
      className={cx(
        'inline-flex shrink-0 items-center justify-center rounded-full border border-line-strong bg-sunken font-medium text-muted',
        size === 'sm' ? 'size-5 text-[9px]' : 'size-7 text-xs',
      )}
    >
      {initialsOf(name)}
    </span>
    <span className={isNamed ? 'truncate' : 'sr-only'}>{name}</span>
  </span>
);
