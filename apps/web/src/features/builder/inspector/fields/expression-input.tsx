import { cx, Textarea } from '@switchyard/ui';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { type Completion, matchCompletions } from '../../model/completions.ts';

export interface ExpressionInputProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly completions: readonly Completion[];
  readonly placeholder?: string | undefined;
  readonly rows?: number | undefined;
  /** Only between `{{` and `}}` is there anything to complete. */
  readonly isTemplate?: boolean | undefined;
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  readonly 'aria-label'?: string | undefined;
  readonly 'aria-describedby'?: string | undefined;
  readonly 'aria-invalid'?: boolean | undefined;
  readonly 'aria-required'?: boolean | undefined;
}

const isInsideBraces = (text: string, caret: number): boolean => {
  const before = text.slice(0, caret);
  return before.lastIndexOf('{{') > before.lastIndexOf('}}');
};

/** A monospace input that offers the names an expression may use. Enter or Tab takes one, Escape closes the list. */
export const ExpressionInput = ({
  value,
  onChange,
  completions,
  isTemplate,
  rows = 1,
  className,
  ...rest
}: ExpressionInputProps) => {
  const input = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [active, setActive] = useState(0);
  const isAsked = caret !== null && (!isTemplate || isInsideBraces(value, caret));
  const { start, matches } = isAsked ? matchCompletions(value, caret, completions) : { start: 0, matches: [] };
  const isOpen = matches.length > 0;
  const chosen = Math.min(active, matches.length - 1);

  const take = (completion: Completion | undefined) => {
    if (!completion || caret === null) return;
    const end = start + completion.text.length;
    onChange(value.slice(0, start) + completion.text + value.slice(caret));
    setCaret(null);
    requestAnimationFrame(() => input.current?.setSelectionRange(end, end));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!isOpen) return;
    const moves: Record<string, number | undefined> = { ArrowDown: 1, ArrowUp: -1 };
    const move = moves[event.key];
    if (move !== undefined) setActive((chosen + move + matches.length) % matches.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(matches[chosen]);
    else if (event.key === 'Escape') setCaret(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div className="relative min-w-0">
      <Textarea
        {...rest}
        ref={input}
        isCode
        rows={rows}
        value={value}
        aria-haspopup="listbox"
        aria-controls={isOpen ? listId : undefined}
        aria-autocomplete="list"
        aria-activedescendant={isOpen ? `${listId}-${chosen}` : undefined}
        autoComplete="off"
        onChange={({ target }) => {
          onChange(target.value);
          setCaret(target.selectionStart);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
        onFocus={({ target }) => setCaret(target.value === '' ? 0 : null)}
        onBlur={() => setCaret(null)}
        className={cx('resize-none', className)}
      />
      {isOpen ? <CompletionList id={listId} matches={matches} active={chosen} onTake={take} /> : null}
    </div>
  );
};

interface CompletionListProps {
  readonly id: string;
  readonly matches: readonly Completion[];
  readonly active: number;
  readonly onTake: (completion: Completion) => void;
}

const CompletionList = ({ id, matches, active, onTake }: CompletionListProps) => (
  <div
    id={id}
    role="listbox"
    aria-label="Names"
    className="absolute top-full left-0 z-30 mt-1 w-full min-w-60 animate-appear rounded-md border border-line-strong bg-raised p-1 shadow-float"
  >
    {matches.map((completion, index) => (
      <div
        key={completion.text}
        id={`${id}-${index}`}
        role="option"
        tabIndex={-1}
        aria-selected={index === active}
        // Before the input loses the focus.
        onPointerDown={(event) => {
          event.preventDefault();
          onTake(completion);
        }}
        className={cx('flex cursor-default items-baseline gap-2 rounded-xs px-2 py-1', index === active && 'bg-sunken')}
      >
        <span className="truncate font-mono text-ink text-xs">{completion.text}</span>
        <span className="ml-auto shrink-0 truncate text-muted text-xs">{completion.hint}</span>
      </div>
    ))}
  </div>
);
