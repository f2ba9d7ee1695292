import type { ComponentPropsWithRef } from 'react';
import { controlStyle } from './control-style.ts';
import { cx } from './cx.ts';

export type InputProps = ComponentPropsWithRef<'input'>;

/** One line of text. Put it into a Field for its label, hint and error. */
export const Input = ({ className, type = 'text', ...rest }: InputProps) => (
  <input
    type={type}
    className={cx(controlStyle, 'h-8 max-sm:h-10', type === 'number' && 'tabular-nums', className)}
    {...rest}
  />
);
