import type { EvalDetail, EvalSummary } from '@switchyard/application';
import type { Status } from '@switchyard/ui';

type EvalStatus = EvalSummary['status'];
type Finding = EvalDetail['comparison']['quality']['finding'];

/** Each state of an evaluation with its word, icon and colour. */
export const statusOf: Readonly<Record<EvalStatus, { readonly status: Status; readonly word: string }>> = {
  planned: { status: 'draft', word: 'Planned' },
  running: { status: 'running', word: 'Running' },
  stopped: { status: 'warning', word: 'Stopped' },
  cancelled: { status: 'cancelled', word: 'Cancelled' },
  done: { status: 'completed', word: 'Finished' },
};

/** What the cases say of the challenger, and in which colour. */
export const findingOf: Readonly<Record<Finding, { readonly status: Status; readonly word: string }>> = {
  better: { status: 'completed', word: 'Better' },
  good_enough: { status: 'completed', word: 'Good enough' },
  worse: { status: 'failed', word: 'Worse' },
  open: { status: 'pending', word: 'Not decided' },
};

/** What becomes of what people correct. */
export const intakeOptions = [
  { value: 'offer', label: 'Offered, to be taken in' },
  { value: 'add', label: 'Added at once' },
  { value: 'none', label: 'Not taken' },
] as const;

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/** A difference of shares, with its sign. */
export const points = (difference: number): string =>
  `${difference > 0 ? '+' : difference < 0 ? '−' : '±'}${Math.abs(difference * 100).toFixed(1)} points`;

/** What the finding means, in one sentence. */
export const sayFinding = ({ quality }: EvalDetail['comparison'], { margin, arms }: EvalDetail): string => {
  const who = arms[1]?.label ?? 'The challenger';
  const give = percent(margin);
  if (quality.finding === 'better') return `${who} is right more often, beyond chance.`;
  if (quality.finding === 'good_enough') return `${who} is not worse by more than the ${give} you would give up.`;
  if (quality.finding === 'worse') return `${who} is worse by more than the ${give} you would give up.`;
  if (quality.cases === 0) return 'There are no pairs yet: both sides must have an answer with a score.';
  const more = quality.casesToDecide;
  return more === null
    ? 'These cases do not decide, and more like them would not either: the two are as far apart as the margin.'
    : `These cases do not decide. About ${more.toLocaleString('en-US')} more like them would.`;
};
