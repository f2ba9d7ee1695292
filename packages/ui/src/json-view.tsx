'use client';

import { ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { cx } from './cx.ts';

export interface JsonViewProps {
  readonly value: unknown;
  /** Levels open at first. */
  readonly openLevels?: number | undefined;
  readonly className?: string | undefined;
}

const entriesPerPage = 100;
const longText = 400;

const entriesOf = (value: object): [string, unknown][] => Object.entries(value);
const describeCount = (value: object): string => {
  const count = entriesOf(value).length;
  const noun = Array.isArray(value) ? 'item' : 'field';
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
};
const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A value as a tree that opens on demand: only what is open is in the page, a hundred entries at a time. */
export const JsonView = ({ value, openLevels = 2, className }: JsonViewProps) => (
  <div className={cx('min-w-0 font-mono text-ink text-xs leading-5', className)}>
    {isBranch(value) ? <Entries value={value} openLevels={openLevels} /> : <Leaf value={value} />}
  </div>
);

const Entries = ({ value, openLevels }: { value: object; openLevels: number }) => {
  const [count, setCount] = useState(entriesPerPage);
  const entries = entriesOf(value);
  if (entries.length === 0) return <span className="text-faint">{Array.isArray(value) ? '[]' : '{}'}</span>;
  return (
    <ul>
      {entries.slice(0, count).map(([name, each]) => (
        <li key={name}>
          <Entry name={name} value={each} openLevels={openLevels} />
        </li>
      ))}
      {entries.length > count ? (
        <li>
          <button
            type="button"
            className="pl-4 text-accent hover:underline"
            onClick={() => setCount(count + entriesPerPage)}
          >
            {entries.length - count} more…
          </button>
        </li>
      ) : null}
    </ul>
  );
};

const Entry = ({ name, value, openLevels }: { name: string; value: unknown; openLevels: number }) => {
  const [isOpen, setIsOpen] = useState(openLevels > 0);
  if (!isBranch(value) || entriesOf(value).length === 0) {
    return (
      <div className="flex gap-2 pl-4">
        <span className="shrink-0 text-muted">{name}</span>
        {isBranch(value) ? (
          <span className="text-faint">{Array.isArray(value) ? '[]' : '{}'}</span>
        ) : (
          <Leaf value={value} />
        )}
      </div>
    );
  }
  return (
    <>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="flex items-center gap-1 rounded-xs hover:bg-sunken"
      >
        <ChevronRight aria-hidden className={cx('size-3 text-faint transition-transform', isOpen && 'rotate-90')} />
        <span className="text-muted">{name}</span>
        <span className="pl-1 text-faint">{describeCount(value)}</span>
      </button>
      {isOpen ? (
        <div className="ml-1.5 border-line border-l pl-2">
          <Entries value={value} openLevels={openLevels - 1} />
        </div>
      ) : null}
    </>
  );
};

const Leaf = ({ value }: { value: unknown }) => {
  const [isWhole, setIsWhole] = useState(false);
  if (typeof value !== 'string') return <span className="text-accent tabular-nums">{String(value)}</span>;
  const isCut = !isWhole && value.length > longText;
  return (
    <span className="wrap-anywhere min-w-0 whitespace-pre-wrap text-ink">
      {isCut ? `${value.slice(0, longText)}…` : value === '' ? '""' : value}
      {isCut ? (
        <button type="button" className="pl-2 font-sans text-accent hover:underline" onClick={() => setIsWhole(true)}>
          show all {value.length.toLocaleString('en-US')} characters
        </button>
      ) : null}
    </span>
  );
};
