'use client';

import { Badge, CopyId, cx, KeyValue, Link, RelativeTime, Section, StatusBadge } from '@switchyard/ui';
import { ShieldAlert, TriangleAlert } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type Ref, useState } from 'react';
import { DecisionBar } from './decision-bar.tsx';
import type { ApprovalDetailData } from './detail-types.ts';
import type { Corrections } from './evidence-corrections.tsx';
import { EvidenceDocuments } from './evidence-documents.tsx';
import { EvidenceReceipts } from './evidence-receipts.tsx';
import { EvidenceSources } from './evidence-sources.tsx';
import { OutcomeList } from './outcome-list.tsx';
import { showName, showValue } from './show-value.ts';
import { StageProgress } from './stage-progress.tsx';

// Below the fold, and for those who may decide only.
const EvidenceCorrections = dynamic(() =>
  import('./evidence-corrections.tsx').then((module) => module.EvidenceCorrections),
);

interface ApprovalDetailProps {
  readonly item: ApprovalDetailData;
  readonly onGone: () => void;
  readonly headingRef: Ref<HTMLHeadingElement>;
}

/** What is asked and what follows first, then the evidence; the answer is always in reach at the bottom. */
export const ApprovalDetail = ({ item, onGone, headingRef }: ApprovalDetailProps) => {
  const [corrections, setCorrections] = useState<Corrections>({});
  return (
    <article aria-label={item.title} className="flex min-h-0 flex-1 flex-col">
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="mx-auto flex max-w-320 flex-col gap-6 px-4 py-5 sm:px-6">
          <ApprovalHead item={item} headingRef={headingRef} />
          {item.decision === null ? null : (
            <p className="rounded-md border border-line bg-surface px-4 py-3 text-ink text-sm">{item.decision}</p>
          )}
          <Problems problems={item.problems} />
          {/* The one column of a phone has a width too: a word without end would make it wider than the screen. */}
          <div className="grid grid-cols-1 gap-6 lg:grid-cols-2">
            <Section title="What is asked">
              {item.description === '' ? null : (
                <p className="whitespace-pre-wrap break-words text-ink text-sm">{item.description}</p>
              )}
              <Facts item={item} />
            </Section>
            {item.status === 'pending' ? <OutcomeList outcomes={item.outcomes} /> : null}
          </div>
          <StageProgress item={item} />
          <EvidenceDocuments documents={item.documents} steps={item.evidence} />
          {item.mayDecide ? (
            <EvidenceCorrections steps={item.evidence} corrections={corrections} onChange={setCorrections} />
          ) : null}
          <EvidenceSources sources={item.sources} />
          <EvidenceReceipts steps={item.evidence} />
          <Origin item={item} />
        </div>
      </div>
      <DecisionBar item={item} corrections={corrections} onGone={onGone} />
    </article>
  );
};

const ApprovalHead = ({ item, headingRef }: Pick<ApprovalDetailProps, 'item' | 'headingRef'>) => (
  <header className="flex flex-col gap-2">
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
      <h2 ref={headingRef} tabIndex={-1} className="min-w-0 break-words rounded-sm font-semibold text-ink text-xl">
        {item.title}
      </h2>
      <StatusBadge status={item.status} />
      {item.risk === 'high' ? (
        <Badge tone="failed">
          <ShieldAlert aria-hidden />
          High risk
        </Badge>
      ) : null}
    </div>
    <p className="flex flex-wrap gap-x-1.5 text-muted text-sm">
      <span>
        Asked by {item.requestedByLabel === '' ? 'the process' : item.requestedByLabel} in {item.workflow.name}
      </span>
      <RelativeTime at={item.createdAt} />
      {item.deadlineAt === null || item.status !== 'pending' ? null : (
        <span className="font-medium text-waiting">
          · due <RelativeTime at={item.deadlineAt} />
        </span>
      )}
    </p>
  </header>
);

const Facts = ({ item }: { item: ApprovalDetailData }) =>
  item.facts.length === 0 ? (
    <p className="text-muted text-sm">This process shows no facts. Its input is listed below.</p>
  ) : (
    <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-md border border-line bg-surface *:outline *:outline-line sm:grid-cols-3 lg:grid-cols-2">
      {item.facts.map(({ label, value }) => (
        <div key={label} className={cx('flex flex-col gap-0.5 bg-surface px-4 py-3', isWide(value) && 'col-span-full')}>
          <dt className="text-muted text-xs">{label}</dt>
          <dd className="min-w-0 break-words text-ink">
            <FactValue value={value} />
          </dd>
        </div>
      ))}
    </dl>
  );

type Fact = ApprovalDetailData['facts'][number]['value'];

const digestPattern = /^[0-9a-f]{64}$/;
const shortCharsMax = 40;

const isParts = (value: Fact): value is Readonly<Record<string, Fact>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0;

const isWide = (value: Fact): boolean => isParts(value) || showValue(value).length > shortCharsMax;

/** A number or a few words large; text to be read small; what has parts, part by part; a digest as what it is. */
const FactValue = ({ value }: { value: Fact }) => {
  if (isParts(value)) {
    return (
      <KeyValue entries={Object.entries(value).map(([name, part]) => ({ label: name, value: showValue(part) }))} />
    );
  }
  const text = showValue(value);
  if (digestPattern.test(text)) return <span className="break-all font-mono text-muted text-xs">{text}</span>;
  if (isWide(value)) return <span className="whitespace-pre-wrap text-sm">{text}</span>;
  return <span className="font-medium text-lg tabular-nums">{text}</span>;
};

const Problems = ({ problems }: { problems: readonly string[] }) =>
  problems.length === 0 ? null : (
    <ul className="flex flex-col gap-1 rounded-md border border-line bg-waiting-soft px-4 py-3 text-sm text-waiting">
      {problems.map((problem) => (
        <li key={problem} className="flex items-start gap-2">
          <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
          {problem}
        </li>
      ))}
    </ul>
  );

const Origin = ({ item }: { item: ApprovalDetailData }) => (
  <Section title="Where it comes from">
    <KeyValue
      entries={[
        ...Object.entries(item.input).map(([name, value]) => ({ label: showName(name), value: showValue(value) })),
        { label: 'Process', value: `${item.workflow.name}, version ${item.workflow.versionNumber}` },
        {
          label: 'Run',
          value: (
            <Link href={`/runs/${item.runId}`} className="text-accent hover:underline">
              Open the run
            </Link>
          ),
        },
        { label: 'Digest', value: <CopyId id={item.digest} /> },
      ]}
    />
    <p className="text-muted text-xs">
      Your answer is recorded with this digest of everything shown here, so that it is on exactly this and nothing else.
    </p>
  </Section>
);
