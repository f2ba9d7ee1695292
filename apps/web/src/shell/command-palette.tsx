'use client';

import { Badge, Kbd } from '@switchyard/ui';
import { Command as Cmdk } from 'cmdk';
import { Search as SearchIcon } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { type Search, useCommands } from './command-registry.ts';
import { useShell } from './shell-context.tsx';
import { useSearch } from './use-search.ts';

export interface CommandPaletteProps {
  readonly onClose: () => void;
  readonly search?: Search | undefined;
}

const groupStyle =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-faint [&_[cmdk-group-heading]]:text-xs';

/** Every page, every action of this page, and whatever a search finds. A native modal dialog: it traps focus by itself. */
export const CommandPalette = ({ onClose, search }: CommandPaletteProps) => {
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState('');
  const router = useRouter();
  const commands = useCommands();
  const { groups } = useShell();
  const { hits, isSearching } = useSearch(search, query);
  useEffect(() => dialog.current?.showModal(), []);
  const act = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <dialog
      ref={dialog}
      aria-label="Search or do"
      onClose={onClose}
      closedby="any"
      className="mx-auto mt-[14vh] w-[calc(100vw-32px)] max-w-140 animate-appear overflow-hidden rounded-md border border-line-strong bg-raised p-0 text-ink shadow-float backdrop:bg-overlay"
    >
      <Cmdk label="Search or do" loop>
        <div className="flex items-center gap-2.5 border-line border-b px-4">
          <SearchIcon aria-hidden className="size-4 shrink-0 text-faint" />
          <Cmdk.Input
            autoFocus
            value={query}
            onValueChange={setQuery}
            placeholder="Search or type a command…"
            className="h-12 w-full bg-transparent text-lg text-ink outline-none placeholder:text-faint"
          />
        </div>
        <Cmdk.List className="max-h-[50vh] scroll-py-2 overflow-y-auto p-2">
          <Cmdk.Empty className="px-2 py-6 text-center text-muted text-sm">
            {isSearching ? 'Searching…' : `Nothing matches “${query}”.`}
          </Cmdk.Empty>
          {commands.length > 0 ? (
            <Cmdk.Group heading="On this page" className={groupStyle}>
              {commands.map(({ id, label, icon: Icon, keywords, shortcut, run }) => (
                <Item key={id} value={`${label} ${id}`} keywords={keywords} onSelect={act(run)} shortcut={shortcut}>
                  {Icon ? <Icon aria-hidden className="size-4 text-muted" /> : null}
                  {label}
                </Item>
              ))}
            </Cmdk.Group>
          ) : null}
          {hits.length > 0 ? (
            <Cmdk.Group heading="Found" forceMount className={groupStyle}>
              {hits.map(({ id, label, kind, hint, href }) => (
                <Item key={id} value={`found ${id}`} isAlwaysShown onSelect={act(() => router.push(href))}>
                  <Badge>{kind}</Badge>
                  <span className="truncate">{label}</span>
                  {hint ? <span className="truncate text-faint">{hint}</span> : null}
                </Item>
              ))}
            </Cmdk.Group>
          ) : null}
          <Cmdk.Group heading="Go to" className={groupStyle}>
            {groups.flat().map(({ key, label, icon: Icon, goKey, href }) => (
              <Item
                key={key}
                value={`go to ${label}`}
                onSelect={act(() => router.push(href))}
                shortcut={goKey ? `g ${goKey}` : undefined}
              >
                <Icon aria-hidden className="size-4 text-muted" />
                {label}
              </Item>
            ))}
          </Cmdk.Group>
        </Cmdk.List>
      </Cmdk>
    </dialog>
  );
};

interface ItemProps {
  readonly value: string;
  readonly keywords?: readonly string[] | undefined;
  readonly shortcut?: string | undefined;
  readonly isAlwaysShown?: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

const Item = ({ value, keywords, shortcut, isAlwaysShown = false, onSelect, children }: ItemProps) => (
  <Cmdk.Item
    value={value}
    forceMount={isAlwaysShown}
    {...(keywords ? { keywords: [...keywords] } : {})}
    onSelect={onSelect}
    className="flex h-9 cursor-default select-none items-center gap-2.5 rounded-sm px-2 text-ink text-sm data-[selected=true]:bg-sunken"
  >
    <span className="flex min-w-0 flex-1 items-center gap-2.5">{children}</span>
    {shortcut ? <Kbd keys={shortcut} /> : null}
  </Cmdk.Item>
);
