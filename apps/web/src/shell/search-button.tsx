'use client';

import { IconButton, Kbd } from '@switchyard/ui';
import { Search } from 'lucide-react';
import { useShell } from './shell-context.tsx';

/** Opens the command palette; sits at the right end of every PageHeader. */
export const SearchButton = () => {
  const { openPalette } = useShell();
  return (
    <>
      <button
        type="button"
        onClick={openPalette}
        className="flex h-8 w-52 shrink-0 items-center gap-2 rounded-sm border border-line bg-surface px-2.5 text-faint text-sm transition-colors hover:border-line-strong hover:text-muted max-lg:hidden"
      >
        <Search aria-hidden className="size-4" />
        <span className="flex-1 text-left">Search or do…</span>
        <Kbd keys="mod+k" />
      </button>
      <IconButton label="Search or do" shortcut="mod+k" onClick={openPalette} className="lg:hidden">
        <Search aria-hidden />
      </IconButton>
    </>
  );
};
