import { cx } from '@switchyard/ui';
import { CircleCheck, type LucideIcon } from 'lucide-react';

interface BeginningOptionProps {
  readonly icon: LucideIcon;
  readonly title: string;
  readonly description: string;
  readonly isChosen: boolean;
  readonly isWrong?: boolean;
  readonly onChoose: () => void;
}

/** One way to begin, as a row that is pressed. */
export const BeginningOption = ({
  icon: Icon,
  title,
  description,
  isChosen,
  isWrong,
  onChoose,
}: BeginningOptionProps) => (
  <button
    type="button"
    aria-pressed={isChosen}
    onClick={onChoose}
    className={cx(
      'flex items-start gap-3 rounded-md border bg-surface p-3 text-left transition-colors hover:bg-sunken',
      isChosen ? 'border-accent bg-accent-soft hover:bg-accent-soft' : 'border-line-strong',
    )}
  >
    <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-muted" />
    <span className="min-w-0 flex-1">
      <span className="block font-medium text-ink text-sm">{title}</span>
      <span className={cx('block text-sm', isWrong ? 'text-failed' : 'text-muted')}>{description}</span>
    </span>
    {isChosen ? <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-accent" /> : null}
  </button>
);
