import type { ApprovalStatus } from '@switchyard/domain';

const verbs: Record<Exclude<ApprovalStatus, 'pending'>, string> = {
  approved: 'approved this',
  rejected: 'rejected this',
  changes: 'asked for changes',
  expired: 'expired',
  withdrawn: 'was withdrawn',
};

const when = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' });

/** Who closed a request and when, for somebody who came second. */
export const describeDecision = (record: {
  readonly status: ApprovalStatus;
  readonly decidedAt: Date | null;
  readonly decidedByName: string | null;
}): string => {
  if (record.status === 'pending') return 'This request is open.';
  const at = record.decidedAt ? ` on ${when.format(record.decidedAt)} UTC` : '';
  if (record.decidedByName === null) return `This request ${verbs[record.status].replace(' this', '')}${at}.`;
  return `${record.decidedByName} ${verbs[record.status]}${at}. Your answer was not recorded.`;
};
