'use client';

import { Button, cx, Kbd, useShortcut } from '@switchyard/ui';
import { type Ref, useRef, useState } from 'react';
import { AnswerForm } from './answer-form.tsx';
import type { ApprovalDetailData } from './detail-types.ts';
import type { Corrections } from './evidence-corrections.tsx';
import { type Outcome, useDecision } from './use-decision.ts';

const bar = 'shrink-0 border-line border-t bg-surface px-4 py-3 sm:px-6';

interface DecisionBarProps {
  readonly item: ApprovalDetailData;
  /** What the approver has put right so far. */
  readonly corrections: Corrections;
  readonly onGone: () => void;
}

/** Where the answer is given, always in reach: at thumb height on a phone, by a, r and c on a keyboard. */
export const DecisionBar = ({ item, corrections, onGone }: DecisionBarProps) => {
  const [asked, setAsked] = useState<Outcome | null>(null);
  const back = useRef<Outcome | null>(null);
  const { decide, isPending } = useDecision(item, corrections, onGone);
  const isAtOnce = item.risk === 'low' && item.form === null;
  const start = (outcome: Outcome) => {
    // Only a low-risk approval without questions is one key; everything else is read and confirmed first.
    if (outcome === 'approved' && isAtOnce) decide({ outcome, reason: '', isConfirmed: false });
    else setAsked(outcome);
  };
  const isEnabled = item.mayDecide && asked === null && !isPending;
  // A key that is held down answers one request, not everything that follows it.
  const startOnce = (outcome: Outcome) => (event: KeyboardEvent) => (event.repeat ? undefined : start(outcome));
  useShortcut('a', startOnce('approved'), { description: 'Approve', group: 'Inbox', isEnabled });
  useShortcut('r', startOnce('rejected'), { description: 'Reject', group: 'Inbox', isEnabled });
  useShortcut('c', startOnce('changes'), {
    description: 'Request changes',
    group: 'Inbox',
    isEnabled: isEnabled && item.allowsChanges,
  });
  if (!item.mayDecide) {
    return item.status === 'pending' ? <p className={cx(bar, 'text-muted text-sm')}>{item.refusal}</p> : null;
  }
  if (asked !== null) {
    return (
      <div className={cx(bar, 'max-h-[70%] overflow-y-auto')}>
        <AnswerForm
          item={item}
          outcome={asked}
          isPending={isPending}
          onCancel={() => {
            back.current = asked;
            setAsked(null);
          }}
          onAnswer={decide}
        />
      </div>
    );
  }
  /** The button that a form was opened by and that somebody came back to without an answer. */
  const focusOn = (outcome: Outcome) => (button: HTMLButtonElement | null) => {
    if (button === null || back.current !== outcome) return;
    back.current = null;
    button.focus();
  };
  return (
    <div role="toolbar" aria-label="Your answer" className={cx(bar, 'flex gap-2')}>
      <AnswerButton
        ref={focusOn('rejected')}
        keys="r"
        label="Reject"
        variant="danger"
        isPending={false}
        onClick={() => start('rejected')}
      />
      {item.allowsChanges ? (
        <AnswerButton
          ref={focusOn('changes')}
          keys="c"
          label="Request changes"
          variant="secondary"
          isPending={false}
          onClick={() => start('changes')}
        />
      ) : null}
      <AnswerButton
        ref={focusOn('approved')}
        keys="a"
        label={isAtOnce ? 'Approve' : 'Approve…'}
        variant="primary"
        isPending={isPending}
        onClick={() => start('approved')}
      />
    </div>
  );
};

interface AnswerButtonProps {
  readonly ref: Ref<HTMLButtonElement>;
  readonly keys: string;
  readonly label: string;
  readonly variant: 'primary' | 'secondary' | 'danger';
  /** Given to each of them: the next request takes this place at once, and half a double click must not answer it. */
  readonly isPending: boolean;
  readonly onClick: () => void;
}

const AnswerButton = ({ ref, keys, label, variant, isPending, onClick }: AnswerButtonProps) => (
  <Button
    ref={ref}
    variant={variant}
    size="lg"
    isPending={isPending}
    onClick={onClick}
    className={cx('max-md:h-12 max-md:flex-1 max-md:px-2', variant === 'primary' && 'md:order-first')}
  >
    {label}
    <Kbd keys={keys} className="max-md:hidden" />
  </Button>
);
