import type { BulkOperation } from '@switchyard/application';

type Kind = BulkOperation['kind'];

interface BulkWords {
  /** "Bulk retry by Ana" */
  readonly name: string;
  readonly title: (count: string) => string;
  readonly description: string;
  readonly leave: string;
  readonly action: string;
  readonly reasonLabel: string;
  readonly isReasonRequired: boolean;
  readonly button: (count: string) => string;
}

const runs = (count: string): string => (count === '1' ? '1 run' : `${count} runs`);

export const bulkWords: Record<Kind, BulkWords> = {
  retry: {
    name: 'Bulk retry',
    title: (count) => `Retry ${count}?`,
    description:
      'Held steps are tried again where they are. Failed runs are run again, as new runs, from the step they failed at; what was done before stands.',
    leave: 'Leave it',
    action: 'Retry them',
    reasonLabel: 'Why',
    isReasonRequired: false,
    button: (count) => `Retry ${count}…`,
  },
  cancel: {
    name: 'Bulk cancel',
    title: (count) => `Cancel ${runs(count)}?`,
    description:
      'They end where they are; what was already done stays done. Runs that begin from now on are not touched. This cannot be taken back.',
    leave: 'Let them run',
    action: 'Cancel them',
    reasonLabel: 'Why',
    isReasonRequired: true,
    button: (count) => (count === 'all' ? 'Cancel all…' : `Cancel ${runs(count)}…`),
  },
  'set-aside': {
    name: 'Bulk set-aside',
    title: (count) => `Set ${runs(count)} aside?`,
    description: 'They stay as they are and no longer ask for attention. Each can still be run again.',
    leave: 'Leave them',
    action: 'Set them aside',
    reasonLabel: 'Why nothing is to be done',
    isReasonRequired: true,
    button: (count) => `Set aside ${count}…`,
  },
};

/** "3 tried again, 2 run again", as its kind counts. */
export const sayDone = ({ kind, retried, rerun, cancelled, setAside }: BulkOperation): string => {
  if (kind === 'retry') return `${retried} tried again, ${rerun} run again`;
  return kind === 'cancel' ? `${cancelled} cancelled` : `${setAside} set aside`;
};
