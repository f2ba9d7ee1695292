'use client';

import { Button, ErrorState, Field, Input, ProgressBar, Select, Switch } from '@switchyard/ui';
import { useQuery } from '@tanstack/react-query';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { SectionPage } from './section-page.tsx';
import { type Draft, useReplay } from './use-replay.ts';
import { WhatIfResult } from './what-if-result.tsx';

const amounts = [200, 1000, 5000].map((many) => ({
  value: String(many),
  label: `the last ${many.toLocaleString('en-US')} receipts`,
}));

interface DraftFormProps {
  readonly isRunning: boolean;
  readonly onStart: (draft: Draft, many: number) => void;
  readonly onStop: () => void;
}

const DraftForm = ({ isRunning, onStart, onStop }: DraftFormProps) => {
  const api = useTRPC();
  const organisation = useQuery(api.policies.get.queryOptions({}));
  const base = organisation.data?.base;
  const [allowsUnproven, setAllowsUnproven] = useState<boolean | null>(null);
  const [allowsLearned, setAllowsLearned] = useState<boolean | null>(null);
  const [confidence, setConfidence] = useState<string | null>(null);
  const [residencies, setResidencies] = useState<string | null>(null);
  const [many, setMany] = useState('200');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!base) return;
    const places = residencies?.split(',').flatMap((each) => (each.trim() === '' ? [] : [each.trim()]));
    const policy = {
      ...base,
      allowsUnprovenBehindChecks: allowsUnproven ?? base.allowsUnprovenBehindChecks,
      allowsLearnedPlans: allowsLearned ?? base.allowsLearnedPlans,
      confidence: confidence === null ? base.confidence : Number(confidence),
      residencies: places ?? base.residencies,
    };
    onStart({ policy, scope: {} }, Number(many));
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
            value={confidence ?? base?.confidence ?? ''}
            onChange={(event) => setConfidence(event.target.value)}
          />
        )}
      </Field>
      <Field label="Places data may go to" hint="As the suppliers say it, with commas between; empty allows any.">
        {(control) => (
          <Input
            {...control}
            placeholder="eu, ch"
            value={residencies ?? base?.residencies.join(', ') ?? ''}
            onChange={(event) => setResidencies(event.target.value)}
          />
        )}
      </Field>
      <Switch
        label="Try unproven candidates behind checks"
        hint="Only where the task has checks that catch failures."
        checked={allowsUnproven ?? base?.allowsUnprovenBehindChecks ?? true}
        onChange={setAllowsUnproven}
      />
      <Switch
        label="Follow learned plans"
        hint="Cheap ones first, and the strong one where past outcomes say so."
        checked={allowsLearned ?? base?.allowsLearnedPlans ?? true}
        onChange={setAllowsLearned}
      />
      <Field label="Replay over" isRequired>
        {(control) => <Select {...control} options={amounts} value={many} onChange={setMany} />}
      </Field>
      <div className="flex gap-2 sm:col-span-2">
        <Button type="submit" variant="primary" isPending={isRunning} disabled={!base}>
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
      description="Begins from the organisation's rules and replays what you change over past receipts, through the product's own decision. Nothing is called, nothing is changed. A draft of any scope is replayed on its own page under Policies."
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
      {replay.total ? <WhatIfResult total={replay.total} /> : null}
    </SectionPage>
  );
};
