import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import { Slot } from 'radix-ui';
import type { ComponentPropsWithRef, MouseEvent } from 'react';
import { cx } from './cx.ts';

export const buttonStyle = cva(
  'inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-sm border font-medium transition-colors disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:cursor-not-allowed aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'border-transparent bg-accent text-on-accent hover:bg-accent-hover',
        secondary: 'border-line-strong bg-surface text-ink hover:bg-sunken active:bg-pressed',
        ghost: 'border-transparent text-muted hover:bg-sunken hover:text-ink active:bg-pressed',
        danger: 'border-line-strong bg-surface text-failed hover:border-failed hover:bg-failed-soft',
      },
      // A thumb needs 40 px, whatever is dense beside a mouse.
      size: {
        sm: 'h-7 px-2 text-xs max-sm:h-10 max-sm:px-3',
        md: 'h-8 px-3 text-sm max-sm:h-10',
        lg: 'h-10 px-4 text-base',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

export type ButtonProps = ComponentPropsWithRef<'button'> &
  VariantProps<typeof buttonStyle> & {
    /** Shows progress and refuses clicks, keeping the width and the label. */
    isPending?: boolean | undefined;
    /** Styles the single child (a link) as a button. */
    asChild?: boolean | undefined;
  };

/**
 * One `primary` per page. `danger` for what cannot be undone. What sends a form or may be pending is done once by a double
 * click: its second half comes before `isPending` shows, or meets what has taken the place of the first.
 */
export const Button = ({
  variant,
  size,
  isPending,
  asChild,
  className,
  children,
  disabled,
  onClick,
  ...rest
}: ButtonProps) => {
  const style = cx(buttonStyle({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={style} onClick={onClick} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  const isOnce = rest.type === 'submit' || isPending !== undefined;
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (isOnce && event.detail > 1) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      type="button"
      className={style}
      disabled={disabled || isPending}
      aria-busy={isPending || undefined}
      onClick={isOnce ? click : onClick}
      {...rest}
    >
      {isPending ? <LoaderCircle aria-hidden className="animate-spin" /> : null}
      {children}
    </button>
  );
};
