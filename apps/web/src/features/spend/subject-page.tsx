'use client';

import type { SubjectTrace, TracedRun } from '@switchyard/application';
import {
  Badge,
  Button,
  CopyId,
  EmptyState,
  ErrorState,
  Field,
  Input,
  Link,
  RelativeTime,
  Section,
  StatusBadge,
} from '@switchyard/ui';
import { useMutation } from '@tanstack/react-query';
import { SearchX } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useTRPC } from '../../trpc/client.tsx';
import { SectionPage } from './section-page.tsx';

const Facts = ({ title, items }: { title: string; items: readonly string[] }) => (
  <div>
    <dt className="text-muted text-xs">{title}</dt>
    <dd className="text-ink text-sm">{items.length === 0 ? 'none' : items.join(', ')}</dd>
  </div>
);

const sayPlace = (residency: string): string => {
  if (residency === '') return '';
  return residency === 'here' ? ' in this installation' : ` in ${residency}`;
};

/** A receipt is marked as a whole; what works inside this installation, such as rules, is never simulated. */
const Received = ({ received }: { received: TracedRun['received'] }) => (
  <ul className="flex flex-col gap-1 text-sm">
    {received.map(({ receiptId, origin, supplierSlug, modelKey, dataClass, residency, isSimulated, taskSlug }) => (
      <li key={`${receiptId}/${supplierSlug}/${modelKey}`} className="flex flex-wrap items-center gap-x-2">
        <Link href={`/receipts/${receiptId}`} className="font-mono text-xs underline underline-offset-2">
          {supplierSlug ?? 'nobody'}
          {modelKey ? `/${modelKey}` : ''}
        </Link>
        <span className="text-muted">
          {dataClass} data{sayPlace(residency)}
          {taskSlug ? `, for ${taskSlug}` : ''}
          {origin === 'eval' ? ', to judge or compare' : ''}
        </span>
        {isSimulated && residency !== 'here' ? <StatusBadge status="simulated" /> : null}
      </li>
    ))}
  </ul>
);

const sentWords = { tool_server: 'tool server', http_tool: 'tool by HTTP', http_step: 'HTTP step' } as const;

/** What went to somebody who is no model, with the digest of exactly what was sent. */
const SentList = ({ sent }: { sent: TracedRun['sent'] }) => (
  <ul className="flex flex-col gap-1.5 text-sm">
    {sent.map(({ kind, to, what, stepId, stepName, turn, digest, hasKey, outcome, eventId, at }) => (
      <li key={`${stepId}/${at}/${digest}`} className="flex flex-wrap items-center gap-x-2">
        <span className="break-all font-mono text-ink text-xs">
          {to} {what}
        </span>
        <span className="text-muted">
          {sentWords[kind]}, {stepName}
          {turn === null ? '' : `, turn ${turn}`}, {outcome}, <RelativeTime at={at} />
        </span>
        <Badge tone={hasKey === false ? 'neutral' : 'waiting'}>
          {hasKey === null ? 'too large to look into' : hasKey ? 'holds the key' : 'without the key'}
        </Badge>
        {digest === null ? null : (
          <span className="flex items-center gap-1 text-muted text-xs">
            SHA-256 <CopyId id={digest} />
          </span>
        )}
        {eventId === null ? (
          <span className="text-muted text-xs">never answered</span>
        ) : (
          <Link href={`/audit?event=${eventId}`} className="text-xs underline underline-offset-2">
            Proof
          </Link>
        )}
      </li>
    ))}
  </ul>
);

const Proof = ({ proof }: { proof: TracedRun['proof'] }) => (
  <details>
    <summary className="cursor-pointer text-muted text-sm">{proof.length} events in the audit log</summary>
    <ol className="mt-2 flex flex-col gap-1 text-xs">
      {proof.map(({ eventId, sentence, leafIndex, leafHash }) => (
        <li key={eventId} className="flex flex-wrap gap-x-2">
          <Link href={`/audit?event=${eventId}`} className="underline underline-offset-2">
            {sentence}
          </Link>
          <span className="break-all font-mono text-faint">
            {leafIndex === null ? 'not sealed yet' : `leaf ${leafIndex}, ${leafHash?.slice(0, 16)}…`}
          </span>
        </li>
      ))}
    </ol>
  </details>
);

const TracedRunCard = ({ run }: { run: TracedRun }) => (
  <li className="flex flex-col gap-3 rounded-md border border-line bg-surface p-4">
    <div className="flex flex-wrap items-center gap-x-2">
      <Link href={`/runs/${run.runId}`} className="font-medium text-ink hover:underline">
        {run.workflowName}
      </Link>
      <RelativeTime at={run.createdAt} className="text-muted text-sm" />
    </div>
    <dl className="grid gap-3 sm:grid-cols-2">
      <Facts title="Sources read" items={run.sources.map(({ name, version }) => `${name}, version ${version}`)} />
      <Facts title="People who acted" items={run.people} />
    </dl>
    <div>
      <h3 className="mb-1 text-muted text-xs">Received it</h3>
      {run.received.length === 0 ? <p className="text-sm">No supplier.</p> : <Received received={run.received} />}
    </div>
    {run.sent.length === 0 ? null : (
      <div>
        <h3 className="mb-1 text-muted text-xs">Sent to tool servers and other systems</h3>
        <SentList sent={run.sent} />
      </div>
    )}
    {run.answeredFromCache === 0 ? null : (
      <p className="text-muted text-sm">
        {run.answeredFromCache} {run.answeredFromCache === 1 ? 'answer was' : 'answers were'} given again from the
        cache: with them nothing left this installation.
      </p>
    )}
    <Proof proof={run.proof} />
  </li>
);

/** Cases of datasets that hold the key, and who was asked with them. */
const Cases = ({ cases }: { cases: SubjectTrace['cases'] }) => (
  <Section title="In datasets" description="Cases that hold the key, and who was asked with them in evaluations.">
    <ul className="flex flex-col gap-2 text-sm">
      {cases.map(({ caseId, datasetId, datasetName, origin, asked }) => (
        <li key={caseId} className="flex flex-wrap items-center gap-x-2">
          <Link href={`/evals/datasets/${datasetId}`} className="text-ink underline underline-offset-2">
            {datasetName}
          </Link>
          <span className="text-muted">from {origin === 'upload' ? 'a file' : `a ${origin}`},</span>
          {asked.length === 0 ? <span className="text-muted">nobody was asked</span> : null}
          {asked.map(({ receiptId, ref }) => (
            <Link
              key={`${receiptId}/${ref}`}
              href={`/receipts/${receiptId}`}
              className="font-mono text-xs underline underline-offset-2"
            >
              {ref}
            </Link>
          ))}
        </li>
      ))}
    </ul>
  </Section>
);

const KeyForm = ({ isPending, onAsk }: { isPending: boolean; onAsk: (key: string) => void }) => {
  const [text, setText] = useState('');
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onAsk(text.trim());
  };
  return (
    <form onSubmit={submit} className="flex max-w-xl flex-wrap items-start gap-2">
      <Field
        label="What names the subject"
        hint="A customer number or mail address, compared whole with every value of a run's input."
        isRequired
        className="min-w-full flex-1 sm:min-w-60"
      >
        {(control) => (
          <Input {...control} minLength={3} required value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      <Button type="submit" variant="primary" isPending={isPending} className="sm:mt-6.5">
        Look
      </Button>
    </form>
  );
};

interface Asked {
  readonly key: string;
  readonly looked: number;
  readonly runs: readonly TracedRun[];
  readonly cases: SubjectTrace['cases'];
  readonly nextCursor: string | null;
}

const add = (before: Asked | null, key: string, page: SubjectTrace): Asked => ({
  key,
  looked: (before?.looked ?? 0) + page.looked,
  runs: [...(before?.runs ?? []), ...page.runs],
  cases: [...(before?.cases ?? []), ...page.cases],
  nextCursor: page.nextCursor,
});

/** Where a subject's data went, with the events that prove it. */
export const SubjectPage = ({ mayTrace }: { mayTrace: boolean }) => {
  const api = useTRPC();
  const [asked, setAsked] = useState<Asked | null>(null);
  const trace = useMutation(api.analysis.traceSubject.mutationOptions());
  const ask = (key: string, before: Asked | null) =>
    trace.mutate(
      { subjectKey: key, ...(before?.nextCursor ? { cursor: before.nextCursor } : {}) },
      { onSuccess: (page) => setAsked(add(before, key, page)) },
    );
  return (
    <SectionPage
      title="A subject's data"
      description="Where somebody's data went: sources, suppliers, models, tool servers, other systems, datasets, people, and the audit events that prove it. Asking is recorded, with a hash of what was asked."
    >
      {mayTrace ? (
        <KeyForm isPending={trace.isPending} onAsk={(key) => ask(key, null)} />
      ) : (
        <EmptyState
          icon={SearchX}
          title="Only those who may read the audit log can ask"
          description="An auditor, administrator or owner can."
        />
      )}
      {trace.error ? <ErrorState title="The runs could not be looked through" safe={trace.error.message} /> : null}
      {asked ? (
        <p role="status" className="text-muted text-sm">
          {asked.runs.length} of the last {asked.looked.toLocaleString('en-US')} runs hold it.
        </p>
      ) : null}
      {asked && asked.runs.length > 0 ? (
        <ul className="flex flex-col gap-3">
          {asked.runs.map((run) => (
            <TracedRunCard key={run.runId} run={run} />
          ))}
        </ul>
      ) : null}
      {asked && asked.cases.length > 0 ? <Cases cases={asked.cases} /> : null}
      {asked ? (
        <p className="text-muted text-xs">
          Calls to the gateway are kept without what was asked, so they are not among these.
        </p>
      ) : null}
      {asked && asked.runs.length === 0 ? <EmptyState icon={SearchX} title="None of these runs holds it" /> : null}
      {asked?.nextCursor ? (
        <div>
          <Button isPending={trace.isPending} onClick={() => ask(asked.key, asked)}>
            Look further back
          </Button>
        </div>
      ) : null}
    </SectionPage>
  );
};
