import type { Home } from '@switchyard/application';
import { Badge, Link } from '@switchyard/ui';
import { BudgetBar } from '../budgets/budget-bar.tsx';
import { BudgetForecast } from '../budgets/budget-forecast.tsx';
import { RowList } from './row-list.tsx';

/** Budgets that are nearly or wholly used, and those that steps wait for. */
export const BudgetNotices = ({ budgets }: { budgets: NonNullable<Home['budgets']> }) => (
  <RowList
    empty=""
    rows={budgets.map((budget) => (
      <li key={budget.id} className="grid items-center gap-x-4 gap-y-1 px-4 py-3 text-sm sm:grid-cols-[1fr_1fr_9rem]">
        <span className="flex min-w-0 items-center gap-2">
          <Link href={`/budgets/${budget.id}`} className="truncate font-medium hover:underline">
            {budget.name}
          </Link>
          {budget.waiting > 0 ? <Badge tone="waiting">{budget.waiting} waiting</Badge> : null}
        </span>
        <BudgetBar budget={budget} />
        <BudgetForecast current={budget.current} isHard={budget.isHard} />
      </li>
    ))}
  />
);
