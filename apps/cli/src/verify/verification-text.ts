import { type ExportReport, type Finding, verificationSteps } from '@switchyard/audit';

/** A terminal is not the place for a thousand lines; `--json` has them all. */
const findingsShown = 20;

const findingLine = ({ kind, explanation, eventId }: Finding): string =>
  `  ${kind.replaceAll('_', ' ')}: ${explanation}${eventId === null ? '' : ` (event ${eventId})`}`;

const verdict = (report: ExportReport): string => {
  if (!report.isIntact) return `✗ NOT intact: ${report.findingCount} finding${report.findingCount === 1 ? '' : 's'}`;
  const rest = report.size - report.coveredSize;
  const waiting = rest === 0 ? '' : ` The last ${rest} are not under a signed checkpoint yet.`;
  return `✓ Intact: ${report.coveredSize} events are exactly what was signed.${waiting}`;
};

/** The report for a terminal: what was done, what was found, the verdict last. */
export const verificationText = (report: ExportReport): string => {
  const steps = verificationSteps(report).map(
    ({ title, detail, isPassed }) => `  ${isPassed ? '✓' : '✗'} ${title}\n      ${detail}`,
  );
  const findings = report.findings.slice(0, findingsShown).map(findingLine);
  const more = report.findingCount - findings.length;
  const hint = report.checkpoints.some(({ place }) => place === 'outside')
    ? []
    : [
        '',
        '  An old but genuine export passes too. Add --checkpoint with a checkpoint published outside to rule that out.',
      ];
  return [
    `Log ${report.origin}`,
    '',
    ...steps,
    ...(findings.length === 0 ? [] : ['', ...findings]),
    ...(more > 0 ? [`  … and ${more} more; --json lists up to 1,000`] : []),
    ...hint,
    '',
    verdict(report),
  ].join('\n');
};
