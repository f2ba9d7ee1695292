'use client';

import type { Candidate, Receipt, ReceiptAttempt } from '@switchyard/domain';
import { Badge, cx, formatDuration, Money, ScrollRegion, Skeleton } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useTRPC } from '../../trpc/client.tsx';
import { ReadError } from '../../trpc/read-error.tsx';

/** Why this supplier: every candidate with its price and evidence, or the reason it was left out; then what happened. */
export const StepReceipt = ({ receiptId }: { receiptId: string }) => {
  const trpc = useTRPC();
  const found = useQuery(trpc.receipts.get.queryOptions({ receiptId }));
  if (found.isLoadingError) return <ReadError query={found} title="The receipt cannot be read" />;
  if (!found.data) return <Skeleton className="h-24 w-full" />;
  const { receipt } = found.data;
  return (
    <div className="flex flex-col gap-4">
      <p className="text-ink text-sm">{receipt.decision.explanation}</p>
      <CandidateTable receipt={receipt} />
      <section className="flex flex-col gap-2">
        <h3 className="font-medium text-ink text-sm">What happened</h3>
        <ol className="flex flex-col gap-2">
          {receipt.attempts.map((attempt) => (
            <AttemptRow key={attempt.ordinal} attempt={attempt} />
          ))}
        </ol>
      </section>
      <p className="text-muted text-xs">
        {receipt.dataClass} data · <Money microUsd={receipt.costMicroUsd} /> · {formatDuration(receipt.durationMs)}
      </p>
    </div>
  );
};

const evidence = ({ successLowerBound, evidenceCount }: Candidate): string =>
  successLowerBound === null ? 'no evidence' : `≥ ${(successLowerBound * 100).toFixed(0)} % of ${evidenceCount}`;

const CandidateTable = ({ receipt: { decision, attempts } }: { receipt: Receipt }) => {
  const accepted = attempts.find(({ outcome }) => outcome === 'accepted')?.candidateRef;
  const rows = [
    ...decision.candidates.map((candidate) => ({ candidate, reason: null })),
    ...decision.excluded.map(({ candidate, explanation }) => ({ candidate, reason: explanation })),
  ];
  return (
    <ScrollRegion label="Candidates" className="overflow-x-auto rounded-sm border border-line">
      <table className="w-full text-xs">
        <caption className="sr-only">Candidates in the order in which they are tried</caption>
        <thead className="bg-sunken text-left text-muted">
          <tr>
            <th scope="col" className="px-2 py-1.5 font-medium">
              Supplier
            </th>
            <th scope="col" className="px-2 py-1.5 text-right font-medium">
              Expected
            </th>
            <th scope="col" className="px-2 py-1.5 font-medium">
              Does it right
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ candidate, reason }) => (
            <tr key={candidate.ref} className={cx('border-line border-t', reason !== null && 'text-muted')}>
              <td className="px-2 py-1.5">
                <span className={cx('font-mono', candidate.ref === accepted && 'font-medium text-done')}>
                  {candidate.ref}
                </span>
                {candidate.isSimulated ? (
                  <Badge tone="simulated" className="ml-1.5">
                    Simulated
                  </Badge>
                ) : null}
                {reason === null ? null : <span className="block">{reason}</span>}
              </td>
              <td className="px-2 py-1.5 text-right align-top">
                <Money microUsd={candidate.expectedCostMicroUsd} />
              </td>
              <td className="px-2 py-1.5 align-top tabular-nums">{evidence(candidate)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
};

const outcomeWords: Record<ReceiptAttempt['outcome'], string> = {
  accepted: 'Accepted',
  check_failed: 'A check failed',
  declined: 'Declined',
  error: 'Error',
  timeout: 'No answer in time',
  handed_to_person: 'Given to a person',
};

const AttemptRow = ({ attempt }: { attempt: ReceiptAttempt }) => {
  const { ordinal, candidateRef, outcome, tokens, costMicroUsd, durationMs, checks, error, isSimulated } = attempt;
  return (
    <li className="flex flex-col gap-1 rounded-sm border border-line p-2.5 text-xs">
      <div className="flex flex-wrap items-center gap-2">
        <span className="text-muted tabular-nums">{ordinal}.</span>
        <span className="font-mono text-ink">{candidateRef}</span>
        <Badge tone={outcome === 'accepted' ? 'done' : outcome === 'handed_to_person' ? 'waiting' : 'failed'}>
          {outcomeWords[outcome]}
        </Badge>
        {isSimulated ? <Badge tone="simulated">Simulated</Badge> : null}
        <span className="ml-auto text-muted tabular-nums">
          {(tokens.input + tokens.cachedInput + tokens.cacheWrite + tokens.output).toLocaleString('en-US')} tokens ·{' '}
          <Money microUsd={costMicroUsd} /> · {formatDuration(durationMs)}
        </span>
      </div>
      {error ? <p className="text-failed">{error}</p> : null}
      <ul>
        {checks.map((check) => (
          <li key={check.name} className="flex items-start gap-1.5 text-muted">
            {check.isPassed ? (
              <Check aria-label="passed" className="mt-0.5 size-3 shrink-0 text-done" />
            ) : (
              <X aria-label="failed" className="mt-0.5 size-3 shrink-0 text-failed" />
            )}
            <span>
              {check.name}
              {check.explanation ? `: ${check.explanation}` : ''}
            </span>
          </li>
        ))}
      </ul>
    </li>
  );
};
