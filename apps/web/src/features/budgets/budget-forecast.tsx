import type { BudgetView } from '@switchyard/application';
import { Badge, Money, RelativeTime } from '@switchyard/ui';
import { usedOf } from './budget-words.ts';

/** Where the period will end if it goes on like this, in a few words. */
export const BudgetForecast = ({ current, isHard }: Pick<BudgetView, 'current' | 'isHard'>) => {
  if (!current) return <span className="text-faint">no forecast</span>;
  if (current.capMicroUsd > 0 && usedOf(current) >= current.capMicroUsd)
    return <Badge tone="failed">{isHard ? 'used up' : 'over'}</Badge>;
  const { forecast } = current;
  if (!forecast) return <span className="text-faint">too early</span>;
  if (forecast.runsOutAt) {
    return (
      <span className="text-waiting">
        runs out <RelativeTime at={forecast.runsOutAt} />
      </span>
    );
  }
  return (
    <span className="text-muted">
      ends at <Money microUsd={forecast.endMicroUsd} />
    </span>
  );
};
