'use client';

import { Button, Link, ProgressBar, Section, Select, Stat, StatRow } from '@switchyard/ui';
import { useState } from 'react';
import { ApplyButton } from './apply-button.tsx';
import { outcomeWords, verdictWords } from './describe-report.ts';
import { MigratedRuns, type RunFilter } from './migrated-runs.tsx';
import type { Migration, Outcome, Verdict } from './migration-types.ts';

interface MigrationViewProps {
  readonly migration: Migration;
  /** The same while it is being planned or applied. */
  readonly progress: Migration | null;
  readonly isWorking: boolean;
  readonly mayReadAudit: boolean;
  readonly onGoOn: () => void;
  readonly onApply: (isRetry: boolean) => void;
}

const titles: Record<Migration['status'], string> = {
  planning: 'Dry run under way',
  planned: 'Dry run',
  applying: 'Being moved',
  done: 'Result',
};

/** One migration: what was found, what is agreed to, what became of it. */
export const MigrationView = (props: MigrationViewProps) => {
  const { migration, progress, isWorking, mayReadAudit, onGoOn, onApply } = props;
  const { id, status, fromVersion, toVersion, verdicts, outcomes, createdBy } = migration;
  const shown = progress ?? migration;
  const [filter, setFilter] = useState('');
  const from = fromVersion === null ? 'every other version' : `version ${fromVersion}`;
  const again = outcomes.busy + outcomes.failed;
  return (
    <Section
      title={`${titles[shown.status]}: ${from} to version ${toVersion}`}
      description={status === 'planned' ? 'Nothing has been changed.' : `Planned by ${createdBy}.`}
      actions={
        <>
          {status === 'planning' ? (
            <Button isPending={isWorking} onClick={onGoOn}>
              Go on
            </Button>
          ) : null}
          {status === 'done' && again > 0 ? (
            <Button isPending={isWorking} onClick={() => onApply(true)}>
              Try {again} again
            </Button>
          ) : null}
          {status === 'planned' || status === 'applying' ? (
            <ApplyButton migration={migration} isPending={isWorking} onApply={() => onApply(false)} />
          ) : null}
          {mayReadAudit && (status === 'applying' || status === 'done') ? (
            <Button asChild>
              <Link href="/audit?type=run.migrated">Audit trail</Link>
            </Button>
          ) : null}
        </>
      }
    >
      <Counts migration={shown} />
      {isWorking && shown.status === 'applying' ? (
        <ProgressBar
          label="Runs moved"
          value={shown.total - shown.left}
          max={shown.total}
          hint={`${shown.total - shown.left} of ${shown.total}; you can leave this page and come back`}
        />
      ) : null}
      <div className="max-w-xs">
        <Select
          aria-label="Show runs"
          value={filter}
          onChange={setFilter}
          options={[
            { value: '', label: `All ${shown.total} runs` },
            ...(Object.keys(verdicts) as Verdict[])
              .filter((verdict) => verdicts[verdict] > 0)
              .map((verdict) => ({
                value: `verdict ${verdict}`,
                label: verdictWords[verdict],
                hint: `${verdicts[verdict]}`,
              })),
            ...(Object.keys(outcomes) as Outcome[])
              .filter((outcome) => outcomes[outcome] > 0)
              .map((outcome) => ({
                value: `outcome ${outcome}`,
                label: outcomeWords[outcome],
                hint: `${outcomes[outcome]}`,
              })),
          ]}
        />
      </div>
      <MigratedRuns migrationId={id} filter={toFilter(filter)} />
    </Section>
  );
};

const toFilter = (value: string): RunFilter => {
  const [kind, word] = value.split(' ');
  if (kind === 'verdict') return { verdict: word as Verdict };
  return kind === 'outcome' ? { outcome: word as Outcome } : {};
};

const Counts = ({ migration: { status, verdicts, outcomes } }: { migration: Migration }) => {
  if (status === 'planning' || status === 'planned')
    return (
      <StatRow>
        <Stat label="Go on" value={verdicts.kept + verdicts.changed} />
        <Stat label="With something withdrawn" value={verdicts.voided} />
        <Stat label="Worked on just now" value={verdicts.busy} />
        <Stat label="Cannot be moved" value={verdicts.impossible} />
      </StatRow>
    );
  return (
    <StatRow>
      <Stat label="Moved" value={outcomes.moved} />
      <Stat label="Not moved" value={outcomes.skipped} />
      <Stat label="Busy or failed" value={outcomes.busy + outcomes.failed} />
      <Stat label="Had ended" value={outcomes.ended} />
    </StatRow>
  );
};
