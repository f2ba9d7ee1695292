import type { CheckpointPlace } from './log-entry.ts';
import type { VerificationReport } from './verify-log.ts';

/** One thing verification did, for showing its work. */
export interface VerificationStep {
  readonly title: string;
  readonly detail: string;
  readonly isPassed: boolean;
}

const leafKinds = new Set(['edited', 'deleted', 'inserted', 'reordered', 'leaf_altered']);
const signatureKinds = new Set(['bad_signature', 'forked', 'unproven']);
const counts = new Intl.NumberFormat('en-US');

const comparedStep = (report: VerificationReport, place: CheckpointPlace, title: string): VerificationStep[] => {
  const compared = report.checkpoints.filter((checkpoint) => checkpoint.place === place);
  if (compared.length === 0) return [];
  const matching = compared.filter(({ verdict }) => verdict === 'matches').length;
  const detail = `${counts.format(matching)} of ${counts.format(compared.length)} signed roots are the root of this log at their size.`;
  return [{ title, detail, isPassed: matching === compared.length }];
};

/** The report as a list of steps in the order they were done. */
export const verificationSteps = (report: VerificationReport): VerificationStep[] => {
  const has = (kinds: ReadonlySet<string>) => report.findings.some(({ kind }) => kinds.has(kind));
  const size = counts.format(report.size);
  return [
    {
      title: 'Recompute every event’s hash',
      detail: `${size} events read in order and hashed again (SHA-256 over canonical JSON, RFC 8785), each compared with what was recorded.`,
      isPassed: !has(leafKinds),
    },
    {
      title: 'Rebuild the tree',
      detail: `Merkle root over ${size} leaves (RFC 6962): ${report.root}`,
      isPassed: true,
    },
    {
      title: 'Check the signatures',
      detail: `${counts.format(report.checkpoints.length)} checkpoints carry a valid Ed25519 signature of ${report.keyName}.`,
      isPassed: !has(signatureKinds),
    },
    ...comparedStep(report, 'log', 'Compare with the checkpoints of the log'),
    ...comparedStep(report, 'outside', 'Compare with the checkpoints published outside'),
  ];
};
