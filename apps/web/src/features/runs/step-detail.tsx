'use client';

import type { RunStep } from '@switchyard/application';
import {
  Button,
  CopyId,
  formatDuration,
  JsonView,
  Link,
  RelativeTime,
  Sentence,
  StatusBadge,
  type Tab,
  Tabs,
} from '@switchyard/ui';
import { UserCheck } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { LargeValues } from './large-values.tsx';
import { OutcomeForm } from './outcome-form.tsx';
import { StepActions } from './step-actions.tsx';
import { StepReceipt } from './step-receipt.tsx';

// Most steps have neither; what they need is fetched when they are looked at.
const AgentTurns = dynamic(() => import('../agents/agent-turns.tsx').then((module) => module.AgentTurns));
const StepItems = dynamic(() => import('./step-items.tsx').then((module) => module.StepItems));
const StepCorrections = dynamic(() => import('./step-corrections.tsx').then((module) => module.StepCorrections));
const MessageForm = dynamic(() => import('./message-form.tsx').then((module) => module.MessageForm));

interface StepDetailProps {
  readonly step: RunStep;
  readonly runId: string;
  readonly canOperate: boolean;
  readonly canReadReceipts: boolean;
}

/** One step: what went in, what came out, how often it was tried, and why this supplier. */
export const StepDetail = ({ step, runId, canOperate, canReadReceipts }: StepDetailProps) => {
  const isWaiting = step.status === 'waiting';
  const message = isWaiting && canOperate ? awaitedMessage(step) : null;
  const tabs: Tab[] = [
    ...(step.kind === 'agent'
      ? [
          {
            value: 'turns',
            label: 'Turns',
            content: <AgentTurns runId={runId} stepId={step.id} isLive={step.finishedAt === null} />,
          },
        ]
      : []),
    ...(step.items
      ? [
          {
            value: 'items',
            label: 'Items',
            count: step.items.count,
            content: <StepItems runId={runId} stepId={step.id} canChange={canOperate && isWaiting} />,
          },
        ]
      : []),
    ...(step.receiptId && canReadReceipts
      ? [{ value: 'receipt', label: 'Receipt', content: <StepReceipt receiptId={step.receiptId} /> }]
      : []),
    {
      value: 'output',
      label: 'Output',
      content: <Data {...{ step, runId }} place="output" empty="Nothing came out yet." />,
    },
    {
      value: 'input',
      label: 'Input',
      content: <Data {...{ step, runId }} place="input" empty="This step takes no input." />,
    },
    ...(step.attempts.length > 0
      ? [{ value: 'attempts', label: 'Attempts', count: step.attempts.length, content: <Attempts step={step} /> }]
      : []),
    ...(step.sources.length > 0
      ? [{ value: 'sources', label: 'Sources', count: step.sources.length, content: <Sources step={step} /> }]
      : []),
  ];
  const [tab, setTab] = useState(tabs[0]?.value ?? 'output');
  return (
    <div className="flex flex-col gap-3 px-4 pb-4">
      {step.status === 'unknown' && canOperate ? <OutcomeForm runId={runId} stepId={step.id} /> : null}
      {isWaiting && (step.approvalId ?? step.workItemId) ? (
        <Button asChild className="self-start">
          <Link href={step.approvalId ? `/inbox/${step.approvalId}` : `/inbox/${step.workItemId ?? ''}`}>
            <UserCheck aria-hidden />
            Open in the inbox
          </Link>
        </Button>
      ) : null}
      {canOperate ? <StepActions runId={runId} step={step} /> : null}
      {step.kind === 'task' && step.status === 'completed' && step.receiptId ? (
        <StepCorrections {...{ runId, step, canOperate }} />
      ) : null}
      {message ? <MessageForm name={message.name} messageKey={message.key} /> : null}
      {step.childRun ? <ChildRun run={step.childRun} /> : null}
      <Tabs label={`Details of ${step.name}`} tabs={tabs} value={tab} onChange={setTab} />
    </div>
  );
};

/** Name and key of the message a receive step waits for. */
const awaitedMessage = ({ kind, input }: RunStep): { name: string; key: string } | null => {
  if (kind !== 'receive' || typeof input !== 'object' || input === null || Array.isArray(input)) return null;
  const { message, key } = input;
  return typeof message === 'string' && typeof key === 'string' ? { name: message, key } : null;
};

interface DataProps {
  readonly step: RunStep;
  readonly runId: string;
  readonly place: 'input' | 'output';
  readonly empty: string;
}

/** The run this step started, and what it waits for. */
const ChildRun = ({ run }: { run: NonNullable<RunStep['childRun']> }) => (
  <div className="flex flex-col gap-1 rounded-sm border border-line p-2.5 text-sm">
    <span className="flex items-center gap-2">
      <Link href={`/runs/${run.id}`} className="truncate text-ink hover:underline">
        Run of {run.workflowName}
      </Link>
      <StatusBadge status={run.status} look="plain" className="ml-auto" />
    </span>
    {run.waitingReason ? (
      <span className="text-waiting text-xs">
        <Sentence text={run.waitingReason} />
      </span>
    ) : null}
  </div>
);

const Data = ({ step, runId, place, empty }: DataProps) => {
  const value = step[place];
  const isLarge = step.largeValues.some((large) => large.place === place);
  if (value === null && !isLarge) return <p className="text-muted text-sm">{empty}</p>;
  return (
    <div className="flex flex-col gap-2">
      {value === null ? null : <JsonView value={value} openLevels={2} className="rounded-sm bg-sunken p-2.5" />}
      <LargeValues runId={runId} place={place} values={step.largeValues} />
    </div>
  );
};

const Attempts = ({ step }: { step: RunStep }) => (
  <ol className="flex flex-col gap-2">
    {step.attempts.map((attempt) => (
      <li key={attempt.number} className="flex flex-col gap-0.5 rounded-sm border border-line p-2.5 text-sm">
        <span className="flex items-center gap-2">
          <span className="text-muted tabular-nums">#{attempt.number}</span>
          <StatusBadge status={statusOfAttempt(attempt.status)} look="plain" />
          <span className="ml-auto text-faint text-xs">
            {attempt.finishedAt ? (
              formatDuration(Date.parse(attempt.finishedAt) - Date.parse(attempt.startedAt))
            ) : (
              <RelativeTime at={attempt.startedAt} />
            )}
          </span>
        </span>
        {attempt.error ? <span className="text-failed text-xs">{attempt.error.message}</span> : null}
        <span className="flex items-center gap-1 text-faint text-xs">
          Idempotency key <CopyId id={attempt.idempotencyKey} />
        </span>
      </li>
    ))}
  </ol>
);

const statusOfAttempt = (status: string) =>
  status === 'completed' || status === 'failed' || status === 'running' || status === 'unknown' ? status : 'cancelled';

const Sources = ({ step }: { step: RunStep }) => (
  <ul className="flex flex-col gap-1.5 text-sm">
    {step.sources.map(({ slug, name, versionNumber, fetchedAt }) => (
      <li key={slug} className="flex items-center gap-2">
        <Link href={`/sources/${slug}`} className="text-ink hover:underline">
          {name}
        </Link>
        <span className="text-muted text-xs">version {versionNumber}</span>
        <RelativeTime at={fetchedAt} className="ml-auto text-faint text-xs" />
      </li>
    ))}
  </ul>
);
