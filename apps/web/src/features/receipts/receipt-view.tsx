import type { Receipt } from '@switchyard/domain';
import { Badge, formatDuration, Money, Section, Stat, StatRow, StatusBadge } from '@switchyard/ui';
import { AnsweredBefore } from './answered-before.tsx';
import { AttemptList } from './attempt-list.tsx';
import { CandidatesTable } from './candidates-table.tsx';
import { receiptLooks } from './receipt-words.ts';

/** The whole record of one AI step: outcome, why this supplier, what was tried, what it cost. */
export const ReceiptView = ({ receipt }: { receipt: Receipt }) => {
  const { status, word } = receiptLooks[receipt.outcome];
  const isSimulated = receipt.cache?.isSimulated ?? receipt.attempts.some((attempt) => attempt.isSimulated);
  return (
    <div className="flex flex-col gap-6">
      <StatRow>
        <Stat label="Outcome" value={<StatusBadge status={status}>{word}</StatusBadge>} />
        <Stat label={isSimulated ? 'Would have cost' : 'Cost'} value={<Money microUsd={receipt.costMicroUsd} />} />
        <Stat label="Took" value={formatDuration(receipt.durationMs)} />
        <Stat label="Data" value={<Badge>{receipt.dataClass}</Badge>} />
      </StatRow>
      {isSimulated ? (
        <p className="flex flex-wrap items-center gap-2 text-muted text-sm">
          <StatusBadge status="simulated" /> The lab simulator answered; no money was spent and no data left this
          machine.
        </p>
      ) : null}
      {receipt.cache ? (
        <AnsweredBefore cache={receipt.cache} />
      ) : (
        <Section title="Attempts">
          <AttemptList attempts={receipt.attempts} />
        </Section>
      )}
      <Section title="Why this supplier" description={receipt.decision.explanation}>
        <CandidatesTable decision={receipt.decision} />
      </Section>
    </div>
  );
};
