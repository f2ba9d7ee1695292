import type { BudgetView } from '@switchyard/application';
import type { BudgetPeriod, BudgetScope } from '@switchyard/domain';

export const scopeLabels: Record<BudgetScope, string> = {
  organisation: 'The organisation',
  workflow: 'Workflow',
  task: 'Task',
  supplier: 'Supplier',
  api_key: 'API key',
  person: 'Person',
};

export const periodLabels: Record<BudgetPeriod, string> = { day: 'a day', month: 'a month', run: 'a run' };

/** `Workflow: Invoice approval`, or `The organisation`. */
export const nameSubject = ({ scope, targetLabel }: Pick<BudgetView, 'scope' | 'targetLabel'>): string =>
  scope === 'organisation' ? scopeLabels.organisation : `${scopeLabels[scope]}: ${targetLabel || 'no longer there'}`;

/** What counts against the cap. */
export const usedOf = ({
  spentMicroUsd,
  unknownMicroUsd,
}: {
  spentMicroUsd: number;
  unknownMicroUsd: number;
}): number => spentMicroUsd + unknownMicroUsd;

/** How urgent a budget looks, by what is used of it and where it will end. */
export const toneOf = ({ current }: Pick<BudgetView, 'current'>): 'accent' | 'waiting' | 'failed' => {
  if (!current) return 'accent';
  if (usedOf(current) >= current.capMicroUsd) return 'failed';
  return current.warnedPercent > 0 || current.forecast?.runsOutAt ? 'waiting' : 'accent';
};

/** `12.5` → 12,500,000; null for what is no amount. */
export const toMicroUsd = (dollars: string): number | null => {
  const value = Number(dollars);
  if (dollars.trim() === '' || !Number.isFinite(value) || value < 0) return null;
  return Math.round(value * 1_000_000);
};

export const toDollars = (microUsd: number): string => String(microUsd / 1_000_000);
