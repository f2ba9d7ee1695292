'use client';

import { Search, X } from 'lucide-react';
import { type ReactNode, useRef } from 'react';
import { Button } from './button.tsx';
import { cx } from './cx.ts';
import { Input } from './input.tsx';
import { Kbd } from './kbd.tsx';
import { useShortcut } from './use-shortcut.ts';

export interface FilterBarProps {
  /** Bind these to the URL. */
  readonly query: string;
  readonly onQueryChange: (query: string) => void;
  readonly placeholder?: string | undefined;
  /** Selects and the like. */
  readonly children?: ReactNode;
  /** Shown as "Clear" when something is filtered. */
  readonly onClear?: (() => void) | undefined;
  readonly isFiltered?: boolean | undefined;
  /** At the right: density, columns, CSV. */
  readonly actions?: ReactNode;
  /** Above a list that is narrow itself: the search takes a line of its own. */
  readonly isColumn?: boolean | undefined;
}

/** Search and filters above a list; `/` focuses it, Escape leaves it. */
export const FilterBar = ({
  query,
  onQueryChange,
  placeholder,
  children,
  onClear,
  isFiltered,
  actions,
  isColumn,
}: FilterBarProps) => {
  const input = useRef<HTMLInputElement>(null);
  useShortcut('/', () => input.current?.focus(), { description: 'Filter this list' });
  return (
    <search className="flex flex-wrap items-center gap-2">
      <div className={cx('relative w-full', !isColumn && 'sm:w-64')}>
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-faint"
        />
        <Input
          ref={input}
          type="search"
          aria-label={placeholder ?? 'Filter'}
          placeholder={placeholder ?? 'Filter…'}
          value={query}
          onChange={(event) => onQueryChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            // A browser would empty a search field as well.
            event.preventDefault();
            event.currentTarget.blur();
          }}
          className="pr-8 pl-8 [&::-webkit-search-cancel-button]:hidden"
        />
        {query === '' ? (
          <Kbd keys="/" className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 max-sm:hidden" />
        ) : null}
      </div>
      {children}
      {isFiltered && onClear ? (
        <Button variant="ghost" onClick={onClear}>
          <X aria-hidden />
          Clear
        </Button>
      ) : null}
      {actions ? <div className="ml-auto flex items-center gap-2">{actions}</div> : null}
    </search>
  );
};
