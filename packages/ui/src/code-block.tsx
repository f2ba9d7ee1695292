'use client';

import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { cx } from './cx.ts';
import { IconButton } from './icon-button.tsx';

export interface CodeBlockProps {
  readonly code: string;
  /** Shown above, e.g. a file name or "curl". */
  readonly title?: string | undefined;
  readonly className?: string | undefined;
}

const linesAtFirst = 40;

/** Text to read or copy exactly as it is; lines wrap, and a long text opens on demand. */
export const CodeBlock = ({ code, title, className }: CodeBlockProps) => {
  const [isCopied, setIsCopied] = useState(false);
  const [isWhole, setIsWhole] = useState(false);
  const lines = code.split('\n');
  const isCut = !isWhole && lines.length > linesAtFirst;
  const copy = () =>
    navigator.clipboard.writeText(code).then(
      () => setIsCopied(true),
      () => undefined,
    );
  return (
    <figure className={cx('group relative min-w-0 rounded-md border border-line bg-sunken', className)}>
      {title ? <figcaption className="border-line border-b px-3 py-1.5 text-muted text-xs">{title}</figcaption> : null}
      <pre className="whitespace-pre-wrap wrap-anywhere p-3 font-mono text-ink text-xs leading-5">
        <code>{isCut ? lines.slice(0, linesAtFirst).join('\n') : code}</code>
      </pre>
      {isCut ? (
        <button
          type="button"
          onClick={() => setIsWhole(true)}
          className="w-full border-line border-t px-3 py-1.5 text-left text-muted text-xs hover:text-ink"
        >
          Show all {lines.length.toLocaleString('en-US')} lines
        </button>
      ) : null}
      <IconButton
        label={isCopied ? 'Copied' : 'Copy'}
        size="sm"
        className="absolute top-1 right-1 bg-sunken opacity-0 focus-visible:opacity-100 pointer-coarse:opacity-100 group-hover:opacity-100"
        onClick={() => void copy()}
      >
        {isCopied ? <Check aria-hidden /> : <Copy aria-hidden />}
      </IconButton>
    </figure>
  );
};
