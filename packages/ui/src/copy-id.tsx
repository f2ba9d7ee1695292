'use client';

import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { cx } from './cx.ts';
import { shortenId } from './shorten-id.ts';

export interface CopyIdProps {
  readonly id: string;
  /** Shows the whole id. */
  readonly isWhole?: boolean | undefined;
  readonly className?: string | undefined;
}

/** A shortened id; a click copies the whole. */
export const CopyId = ({ id, isWhole, className }: CopyIdProps) => {
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setIsCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const Icon = isCopied ? Check : Copy;
  return (
    <button
      type="button"
      title={id}
      onClick={() =>
        navigator.clipboard.writeText(id).then(
          () => setIsCopied(true),
          () => undefined,
        )
      }
      className={cx(
        'group relative inline-flex items-center max-sm:after:absolute max-sm:after:-inset-x-1 max-sm:after:-inset-y-3 gap-1 rounded-xs font-mono text-muted text-xs hover:text-ink',
        className,
      )}
    >
      <span className="sr-only">{isCopied ? 'Copied ' : 'Copy '}</span>
      {isWhole ? id : shortenId(id)}
      <Icon
        aria-hidden
        className={cx(
          'size-3 shrink-0',
          isCopied
            ? 'text-done'
            : 'opacity-0 pointer-coarse:opacity-100 group-hover:opacity-100 group-focus-visible:opacity-100',
        )}
      />
    </button>
  );
};
