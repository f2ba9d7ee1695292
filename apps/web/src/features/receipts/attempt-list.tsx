import type { CheckResult, ReceiptAttempt } from '@switchyard/domain';
import { Badge, formatDuration, Money, StatusBadge } from '@switchyard/ui';
import { Check, X } from 'lucide-react';
import { attemptLooks } from './receipt-words.ts';

const CheckLine = ({ check }: { check: CheckResult }) => (
  <li className="flex items-start gap-2 text-sm">
    {check.isPassed ? (
      <Check aria-label="passed" className="mt-0.5 size-4 shrink-0 text-done" />
    ) : (
      <X aria-label="failed" className="mt-0.5 size-4 shrink-0 text-failed" />
    )}
    <span className="min-w-0">
      <span className="text-ink">{check.name}</span>{' '}
      <span className="wrap-anywhere text-muted">{check.explanation}</span>
    </span>
  </li>
);

const Tokens = ({ tokens }: { tokens: ReceiptAttempt['tokens'] }) => {
  const parts = [
    ['in', tokens.input],
    ['cached', tokens.cachedInput],
    ['cache written', tokens.cacheWrite],
    ['out', tokens.output],
    ['of it reasoning', tokens.reasoning],
  ] as const;
  const shown = parts.filter(([, count]) => count > 0);
  if (shown.length === 0) return null;
  return <span>{shown.map(([word, count]) => `${count.toLocaleString('en-US')} ${word}`).join(', ')} tokens</span>;
};

const asPercent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** What a classifier said, beside the threshold from which on it answers. */
const Verdict = ({ verdict }: { verdict: NonNullable<ReceiptAttempt['classification']> }) => (
  <span className="tabular-nums">
    classifier v{verdict.version}: probability {asPercent(verdict.probability)},{' '}
    {verdict.threshold > 1 ? 'never answers' : `answers from ${asPercent(verdict.threshold)}`}
  </span>
);

const Attempt = ({ attempt }: { attempt: ReceiptAttempt }) => {
  const { status, word } = attemptLooks[attempt.outcome];
  return (
    <li className="flex flex-col gap-2 px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="text-faint text-xs tabular-nums">{attempt.ordinal}</span>
        <span className="font-mono text-ink text-xs">{attempt.candidateRef}</span>
        {attempt.endpoint ? <Badge>{attempt.endpoint}</Badge> : null}
        <StatusBadge status={status}>{word}</StatusBadge>
        {attempt.isSimulated ? <StatusBadge status="simulated" /> : null}
        {attempt.isHedge ? <Badge>asked beside a slow one</Badge> : null}
        <span className="ml-auto flex gap-3 text-muted text-xs tabular-nums">
          <Money microUsd={attempt.costMicroUsd} />
          <span>{formatDuration(attempt.durationMs)}</span>
        </span>
      </div>
      {attempt.error ? <p className="text-muted text-sm">{attempt.error}</p> : null}
      {attempt.checks.length > 0 ? (
        <ul className="flex flex-col gap-1">
          {attempt.checks.map((check) => (
            <CheckLine key={check.name} check={check} />
          ))}
        </ul>
      ) : null}
      <p className="flex flex-wrap gap-x-3 text-faint text-xs">
        {attempt.classification ? <Verdict verdict={attempt.classification} /> : null}
        {attempt.answeredByModel ? <span>answered by {attempt.answeredByModel}</span> : null}
        <Tokens tokens={attempt.tokens} />
        {attempt.priceVersion ? <span>prices {attempt.priceVersion}</span> : null}
      </p>
    </li>
  );
};

/** What was tried, in order: outcome, checks, tokens by class, cost and time. */
export const AttemptList = ({ attempts }: { attempts: readonly ReceiptAttempt[] }) =>
  attempts.length === 0 ? (
    <p className="rounded-md border border-line bg-surface px-4 py-3 text-muted text-sm">Nobody was asked.</p>
  ) : (
    <ol className="divide-y divide-line rounded-md border border-line bg-surface">
      {attempts.map((attempt) => (
        <Attempt key={attempt.ordinal} attempt={attempt} />
      ))}
    </ol>
  );
