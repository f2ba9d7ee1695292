'use client';

import type { AuditStatus } from '@switchyard/application';
import { Button, CodeBlock, KeyValue, Popover, RelativeTime, Skeleton } from '@switchyard/ui';
import { KeyRound, ShieldAlert, ShieldCheck, ShieldQuestion } from 'lucide-react';
import type { ReactNode } from 'react';

const count = (value: number): string => value.toLocaleString('en-US');

const Fact = ({ label, children }: { label: string; children: ReactNode }) => (
  <div className="flex min-w-0 flex-col">
    <dt className="text-muted text-xs">{label}</dt>
    <dd className="text-ink text-sm">{children}</dd>
  </div>
);

const Verified = ({ verification }: { verification: AuditStatus['lastVerification'] }) => {
  if (!verification) return <span className="text-muted">never</span>;
  return (
    <>
      <RelativeTime at={verification.at} /> by {verification.by}
      {verification.isIntact ? (
        <span className="whitespace-nowrap text-done">, intact</span>
      ) : (
        <span className="text-failed">, {count(verification.findings)} findings</span>
      )}
    </>
  );
};

const iconOf = ({ publicKey, lastVerification }: AuditStatus) => {
  if (publicKey === null) return <ShieldQuestion aria-hidden className="size-5 shrink-0 max-sm:hidden text-waiting" />;
  if (lastVerification && !lastVerification.isIntact) {
    return <ShieldAlert aria-hidden className="size-5 shrink-0 max-sm:hidden text-failed" />;
  }
  return <ShieldCheck aria-hidden className="size-5 shrink-0 max-sm:hidden text-done" />;
};

/** What is known about the proof of this log, always in view: how much is sealed, signed and when it was last verified. */
export const ProofStrip = ({ status }: { status: AuditStatus | undefined }) => (
  <section
    aria-label="Proof status"
    className="flex flex-wrap items-center gap-x-6 gap-y-2 rounded-md border border-line bg-surface px-4 py-3"
  >
    {status ? <ProofFacts status={status} /> : <Skeleton className="h-9 w-full" />}
  </section>
);

const ProofFacts = ({ status }: { status: AuditStatus }) => (
  <>
    {iconOf(status)}
    <dl className="flex min-w-0 flex-1 flex-wrap gap-x-8 gap-y-3 max-sm:grid max-sm:basis-full max-sm:grid-cols-2 max-sm:gap-x-4">
      <Fact label="Sealed">
        <span className="tabular-nums">{count(status.size)}</span> events
        {status.pending > 0 ? <span className="text-muted">, {count(status.pending)} being sealed</span> : null}
      </Fact>
      <Fact label="Last signed">
        {status.checkpoint ? (
          <>
            <RelativeTime at={status.checkpoint.at} /> over {count(status.checkpoint.size)}
          </>
        ) : (
          <span className="text-waiting">
            {status.publicKey === null ? 'no signing key is configured' : 'none yet'}
          </span>
        )}
      </Fact>
      <Fact label="Published outside">{status.isPublished ? 'yes' : 'no'}</Fact>
      <Fact label="Last verified">
        <Verified verification={status.lastVerification} />
      </Fact>
    </dl>
    {status.publicKey === null ? null : <KeyDetails status={status} publicKey={status.publicKey} />}
  </>
);

const KeyDetails = ({ status, publicKey }: { status: AuditStatus; publicKey: string }) => (
  <Popover
    label="Public key and checkpoint"
    align="end"
    className="w-100 max-w-[calc(100vw-16px)]"
    trigger={
      <Button variant="ghost" className="max-sm:-ml-3">
        <KeyRound aria-hidden />
        Public key
      </Button>
    }
  >
    <div className="flex flex-col gap-3">
      <p className="text-muted">
        Keep the key and a checkpoint somewhere else. With them, <code>switchyard verify</code> proves an export on any
        machine.
      </p>
      <CodeBlock title="Public key" code={publicKey} />
      {status.checkpoint ? <CodeBlock title="Newest checkpoint" code={status.checkpoint.note.trimEnd()} /> : null}
      <KeyValue
        entries={[{ label: 'Log', value: <span className="break-all font-mono text-xs">{status.origin}</span> }]}
      />
    </div>
  </Popover>
);
