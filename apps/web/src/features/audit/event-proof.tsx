'use client';

import type { GetAuditEventOutput } from '@switchyard/application';
import { CodeBlock, KeyValue } from '@switchyard/ui';
import { ProofBadge, type ProofStatus } from './proof-badge.tsx';

const count = (value: number): string => value.toLocaleString('en-US');
const hash = (text: string) => <span className="break-all font-mono text-xs">{text}</span>;

const explanations: Record<ProofStatus, string> = {
  proven:
    'Hashed again just now. With the hashes below it leads to the root that was signed: this is exactly what was logged, at this place.',
  altered:
    'Hashed again just now. It does not lead to the signed root: this is not what was logged. Verify the whole trail.',
  sealed: 'It has its place in the log. There is no signed checkpoint over it yet.',
  waiting: 'It was recorded a moment ago and gets its place in the log within seconds.',
};

/** The inclusion proof, in full, so that anybody can redo it. */
export const EventProof = ({ event: { proof, proofStatus, leafHash } }: { event: GetAuditEventOutput }) => (
  <div className="flex flex-col gap-4">
    <div className="flex flex-col items-start gap-2">
      <ProofBadge status={proofStatus} />
      <p className="text-muted text-sm">{explanations[proofStatus]}</p>
    </div>
    <KeyValue
      entries={[
        { label: 'Leaf hash', value: hash(leafHash) },
        { label: 'Position', value: proof && `${count(proof.leafIndex)} of ${count(proof.size)}` },
        { label: 'Signed root', value: proof && hash(proof.root) },
      ]}
    />
    {proof ? (
      <>
        <CodeBlock
          title={`Inclusion proof (RFC 6962), ${proof.hashes.length} hashes from the leaf up`}
          code={proof.hashes.join('\n')}
        />
        <CodeBlock title="Signed checkpoint (C2SP tlog-checkpoint)" code={proof.checkpoint.trimEnd()} />
      </>
    ) : null}
  </div>
);
