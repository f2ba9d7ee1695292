'use client';

import { type KeyboardEvent, type ReactNode, useId } from 'react';
import { cx } from './cx.ts';

export interface Tab {
  readonly value: string;
  readonly label: ReactNode;
  readonly count?: number | undefined;
  readonly content: ReactNode;
}

export interface TabsProps {
  readonly tabs: readonly Tab[];
  /** Keep it in the URL when the tab is a place to return to. */
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly label: string;
  readonly className?: string | undefined;
}

const steps: Record<string, (at: number, count: number) => number> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/** Views of one thing; arrow keys move between them. */
export const Tabs = ({ tabs, value, onChange, label, className }: TabsProps) => {
  const id = useId();
  const current = tabs.find((tab) => tab.value === value);
  const move = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = steps[event.key]?.(at, tabs.length);
    const target = next === undefined ? undefined : tabs[next];
    if (!target) return;
    event.preventDefault();
    onChange(target.value);
    document.getElementById(`${id}-${target.value}-tab`)?.focus();
  };
  return (
    <div className={cx('flex min-h-0 flex-col', className)}>
      <div role="tablist" aria-label={label} className="flex gap-4 overflow-x-auto border-line border-b">
        {tabs.map((tab) => (
          <TabButton
            key={tab.value}
            id={`${id}-${tab.value}`}
            tab={tab}
            isCurrent={tab === current}
            onSelect={() => onChange(tab.value)}
            onKeyDown={move}
          />
        ))}
      </div>
      {current ? (
        <div
          role="tabpanel"
          id={`${id}-${current.value}-panel`}
          aria-labelledby={`${id}-${current.value}-tab`}
          className="min-h-0 flex-1 pt-4"
        >
          {current.content}
        </div>
      ) : null}
    </div>
  );
};

interface TabButtonProps {
  readonly id: string;
  readonly tab: Tab;
  readonly isCurrent: boolean;
  readonly onSelect: () => void;
  readonly onKeyDown: (event: KeyboardEvent<HTMLElement>) => void;
}

const TabButton = ({ id, tab, isCurrent, onSelect, onKeyDown }: TabButtonProps) => (
  <button
    type="button"
    role="tab"
    id={`${id}-tab`}
    aria-selected={isCurrent}
    aria-controls={isCurrent ? `${id}-panel` : undefined}
    tabIndex={isCurrent ? 0 : -1}
    onClick={onSelect}
    onKeyDown={onKeyDown}
    className={cx(
      'inline-flex h-9 shrink-0 max-sm:h-10 max-sm:min-w-10 max-sm:justify-center items-center gap-1.5 whitespace-nowrap border-b-2 text-sm transition-colors focus-visible:-outline-offset-2',
      isCurrent ? 'border-accent font-medium text-ink' : 'border-transparent text-muted hover:text-ink',
    )}
  >
    {tab.label}
    {tab.count === undefined ? null : <span className="text-faint text-xs tabular-nums">{tab.count}</span>}
  </button>
);
