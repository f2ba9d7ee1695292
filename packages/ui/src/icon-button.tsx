import type { ReactNode } from 'react';
import { Button, type ButtonProps } from './button.tsx';
import { cx } from './cx.ts';
import { Tooltip } from './tooltip.tsx';

export type IconButtonProps = Omit<ButtonProps, 'children' | 'asChild' | 'aria-label'> & {
  /** Read aloud, and shown on hover. */
  label: string;
  /** Shown behind the label, e.g. `a`. */
  shortcut?: string | undefined;
  children: ReactNode;
};

/** A square button whose only content is an icon. */
export const IconButton = ({
  label,
  shortcut,
  size = 'md',
  variant = 'ghost',
  className,
  ...rest
}: IconButtonProps) => (
  <Tooltip content={label} shortcut={shortcut}>
    <Button
      aria-label={label}
      variant={variant}
      size={size}
      className={cx('aspect-square px-0 max-sm:px-0', className)}
      {...rest}
    />
  </Tooltip>
);
