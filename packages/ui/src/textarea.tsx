import type { ComponentPropsWithRef } from 'react';
import { controlStyle } from './control-style.ts';
import { cx } from './cx.ts';

export type TextareaProps = ComponentPropsWithRef<'textarea'> & {
  /** Monospace, for JSON and expressions. */
  isCode?: boolean | undefined;
};

/** Several lines of text; grows with its content up to 40 lines. */
export const Textarea = ({ className, isCode, rows = 3, ...rest }: TextareaProps) => (
  <textarea
    rows={rows}
    spellCheck={!isCode}
    className={cx(
      controlStyle,
      'field-sizing-content max-h-200 resize-y py-1.5',
      isCode && 'font-mono text-xs',
      className,
    )}
    style={{ minHeight: `${rows * 20 + 14}px` }}
    {...rest}
  />
);
