import type { BudgetView } from '@switchyard/application';
import { formatMoney, ProgressBar } from '@switchyard/ui';
import { toneOf, usedOf } from './budget-words.ts';

const percent = (part: number, whole: number): string =>
  whole === 0 ? 'nothing may be spent' : `${Math.round((part / whole) * 100)} %`;

/** How much of the current day or month is used. */
export const BudgetBar = ({ budget, className }: { budget: BudgetView; className?: string | undefined }) => {
  const { current, name } = budget;
  if (!current) return <span className="text-muted text-sm">each run apart</span>;
  const used = usedOf(current);
  return (
    <ProgressBar
      className={className}
      label={`${name}: used`}
      value={Math.min(used, current.capMicroUsd)}
      max={Math.max(current.capMicroUsd, 1)}
      tone={toneOf(budget)}
      hint={`${formatMoney(used)} of ${formatMoney(current.capMicroUsd)}, ${percent(used, current.capMicroUsd)}`}
    />
  );
};
