'use client';

import type { WhatIf, WhatIfChange } from '@switchyard/application';
import {
  Button,
  type Column,
  DataTable,
  ErrorState,
  Field,
  Input,
  Link,
  Money,
  ProgressBar,
  Section,
  Select,
  Stat,
  StatRow,
  Switch,
} from '@switchyard/ui';
import { type SubmitEvent, useState } from 'react';
import { SectionPage } from './section-page.tsx';
import { type DraftPolicy, useReplay } from './use-replay.ts';

const percent = (share: number | null): string =>
  share === null ? 'not proven' : `≥ ${Math.floor(share * 1000) / 10} %`;
const place = (residency: string): string => (residency === '' ? 'here, or not said' : residency);

const columns: readonly Column<WhatIfChange>[] = [
  { key: 'task', header: 'Task', cell: ({ taskSlug }) => taskSlug },
  {
    key: 'change',
    header: 'Would go',
    width: '34%',
    cell: ({ from, to, receiptId }) => (
      <Link
        href={`/receipts/${receiptId}`}
        className="whitespace-normal font-mono text-xs underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        {from ?? 'nobody'} → {to ?? 'nobody'}
      </Link>
    ),
  },
  { key: 'receipts', header: 'Receipts', align: 'end', cell: ({ receipts }) => receipts.toLocaleString('en-US') },
  {
    key: 'cost',
    header: 'Cost change',
    align: 'end',
    cell: ({ beforeMicroUsd, afterMicroUsd }) => <Money microUsd={afterMicroUsd - beforeMicroUsd} />,
  },
  {
    key: 'quality',
    header: 'Success',
    align: 'end',
    cell: ({ qualityBefore, qualityAfter }) => `${percent(qualityBefore)} → ${percent(qualityAfter)}`,
    isHiddenOnPhone: true,
  },
  {
    key: 'place',
    header: 'Data goes to',
    cell: ({ residencyBefore, residencyAfter }) =>
      residencyBefore === residencyAfter
        ? place(residencyAfter)
        : `${place(residencyBefore)} → ${place(residencyAfter)}`,
    isHiddenOnPhone: true,
  },
];

const Result = ({ total }: { total: Omit<WhatIf, 'nextCursor'> }) => (
  <>
    <StatRow>
      <Stat label="Receipts replayed" value={total.looked.toLocaleString('en-US')} />
      <Stat
        label="Would go elsewhere"
        value={(total.looked - total.unchanged).toLocaleString('en-US')}
        hint={total.guessed > 0 ? `input length guessed for ${total.guessed}` : undefined}
      />
      <Stat label="Expected under the policy in force" value={<Money microUsd={total.beforeMicroUsd} />} />
      <Stat label="Expected under the draft" value={<Money microUsd={total.afterMicroUsd} />} />
    </StatRow>
    <Section
      title="What would change"
      description="Both on today's suppliers, prices and evidence, so only the policy differs."
    >
      <DataTable
        caption="Changes under the draft"
        columns={columns}
        rows={total.changes}
        rowKey={({ taskSlug, from, to }) => `${taskSlug}/${from}/${to}`}
        hasRowKeys={false}
        empty={<p className="p-4 text-muted text-sm">Every receipt would have gone to the same candidate.</p>}
      />
    </Section>
  </>
);

const amounts = [200, 1000, 5000].map((many) => ({
  value: String(many),
  label: `the last ${many.toLocaleString('en-US')} receipts`,
}));

interface DraftFormProps {
  readonly isRunning: boolean;
  readonly onStart: (policy: DraftPolicy, many: number) => void;
  readonly onStop: () => void;
}

const DraftForm = ({ isRunning, onStart, onStop }: DraftFormProps) => {
  const [allowsUnproven, setAllowsUnproven] = useState(true);
  const [confidence, setConfidence] = useState('0.9');
  const [residencies, setResidencies] = useState('');
  const [many, setMany] = useState('200');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const places = residencies.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
    onStart(
      { allowsUnprovenBehindChecks: allowsUnproven, confidence: Number(confidence), residencies: places },
      Number(many),
    );
  };
  return (
    <form
      onSubmit={submit}
      className="grid max-w-3xl gap-4 rounded-md border border-line bg-surface p-4 sm:grid-cols-2"
    >
      <Field label="Confidence" hint="Of the lower bound on success, 0.5 to 0.999." isRequired>
        {(control) => (
          <Input
            {...control}
            type="number"
            min={0.5}
            max={0.999}
            step="any"
            value={confidence}
            onChange={(event) => setConfidence(event.target.value)}
          />
        )}
      </Field>
      <Field label="Places data may go to" hint="As the suppliers say it, with commas between; empty allows any.">
        {(control) => (
          <Input
            {...control}
            placeholder="eu, ch"
            value={residencies}
            onChange={(event) => setResidencies(event.target.value)}
          />
        )}
      </Field>
      <Switch
        label="Try unproven candidates behind checks"
        hint="Only where the task has checks that catch failures."
        checked={allowsUnproven}
        onChange={setAllowsUnproven}
      />
      <Field label="Replay over" isRequired>
        {(control) => <Select {...control} options={amounts} value={many} onChange={setMany} />}
      </Field>
      <div className="flex gap-2 sm:col-span-2">
        <Button type="submit" variant="primary" isPending={isRunning}>
          Replay
        </Button>
        {isRunning ? <Button onClick={onStop}>Stop</Button> : null}
      </div>
    </form>
  );
};

/** A draft policy on past receipts: what would change in model, cost, privacy and expected quality. */
export const WhatIfPage = () => {
  const replay = useReplay();
  return (
    <SectionPage
      title="What if"
      description="Replays a draft policy over past receipts through the product's own decision. Nothing is called, nothing is changed."
    >
      <DraftForm isRunning={replay.isRunning} onStart={replay.start} onStop={replay.stop} />
      {replay.isRunning ? (
        <ProgressBar
          label="Receipts replayed"
          value={replay.total?.looked ?? 0}
          max={replay.many}
          hint={`${replay.total?.looked ?? 0} of up to ${replay.many}`}
        />
      ) : null}
      {replay.error ? <ErrorState title="The replay stopped" safe={replay.error} todo="Nothing was changed." /> : null}
      {replay.total ? <Result total={replay.total} /> : null}
    </SectionPage>
  );
};
