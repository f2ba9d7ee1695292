'use client';

import type { ReceiptReplay } from '@switchyard/application';
import { Button, CopyId, KeyValue, Section, type Status, StatusBadge } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../../trpc/client.tsx';
import { CandidatesTable } from './candidates-table.tsx';

const looks: Record<ReceiptReplay['finding'], { readonly status: Status; readonly word: string }> = {
  same: { status: 'completed', word: 'Same answer' },
  different: { status: 'rejected', word: 'Another answer' },
  not_kept: { status: 'skipped', word: 'Not kept' },
  damaged: { status: 'failed', word: 'Changed since' },
};

const orNone = (values: readonly string[]): string => (values.length === 0 ? 'none' : values.join(', '));

const Ground = ({ ground }: { ground: NonNullable<ReceiptReplay['ground']> }) => (
  <KeyValue
    entries={[
      { label: 'Snapshot', value: <CopyId id={ground.digest} /> },
      {
        label: 'Input',
        value: `${ground.inputTokens.toLocaleString('en-US')} tokens, ${ground.dataClass}${ground.segment === null ? '' : `, segment ${ground.segment}`}`,
      },
      { label: 'Needed', value: orNone(ground.required) },
      { label: 'Suppliers', value: `${ground.suppliers}, prices ${orNone(ground.prices)}` },
      {
        label: 'Evidence',
        value: `${ground.graded.outcomes.toLocaleString('en-US')} graded answers of ${ground.graded.candidates} candidates`,
      },
      { label: 'Resting after failures', value: orNone(ground.resting) },
      ...(ground.routerVersion === null ? [] : [{ label: 'Learned router', value: ground.routerVersion }]),
      ...(ground.pinnedRef === null ? [] : [{ label: 'Adopted by people', value: ground.pinnedRef }]),
      ...(ground.onlyRef === null ? [] : [{ label: 'Asked on purpose', value: ground.onlyRef }]),
      ...(ground.isDowngraded ? [{ label: 'Budget', value: 'ran out; a cheaper answer was chosen' }] : []),
      {
        label: 'Rules',
        value: (
          <ul className="flex flex-col gap-1">
            {ground.rules.map((rule) => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        ),
      },
    ]}
  />
);

const Replayed = ({ replay }: { replay: ReceiptReplay }) => {
  const { status, word } = looks[replay.finding];
  return (
    <div className="flex flex-col gap-4" aria-live="polite">
      <p className="flex flex-wrap items-center gap-2 text-sm">
        <StatusBadge status={status}>{word}</StatusBadge>
        <span className="min-w-0 wrap-anywhere">{replay.sentence}</span>
      </p>
      {replay.differences.length > 0 ? (
        <ul className="flex list-disc flex-col gap-1 pl-5 text-sm">
          {replay.differences.map((difference) => (
            <li key={difference} className="wrap-anywhere">
              {difference}
            </li>
          ))}
        </ul>
      ) : null}
      {replay.decision ? <CandidatesTable decision={replay.decision} caption="Candidates, decided again" /> : null}
      {replay.ground ? <Ground ground={replay.ground} /> : null}
    </div>
  );
};

/** Decides once more from what was kept with the receipt, when somebody asks. */
export const ReplaySection = ({ receiptId }: { receiptId: string }) => {
  const api = useTRPC();
  const replay = useQuery(api.receipts.replay.queryOptions({ receiptId }, { enabled: false, staleTime: 0 }));
  return (
    <Section
      title="Decided again"
      description="From what was kept with this receipt: the rules, suppliers, prices and evidence of that moment. Nobody is asked."
      actions={
        <Button isPending={replay.isFetching} onClick={() => void replay.refetch()}>
          Replay
        </Button>
      }
    >
      {replay.error ? (
        <p role="alert" className="text-failed text-sm">
          {replay.error.message}
        </p>
      ) : null}
      {replay.data ? <Replayed replay={replay.data} /> : null}
    </Section>
  );
};
