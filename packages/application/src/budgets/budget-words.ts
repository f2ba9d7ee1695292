import type { BudgetPeriod, BudgetScope, BudgetSpec } from '@switchyard/domain';

const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD', maximumFractionDigits: 6 });

/** `1250000` → `$1.25`. */
export const sayMoney = (microUsd: number): string => money.format(microUsd / 1_000_000);

/** `2026-12-01T00:00:00.000Z` → `2026-12-01 00:00 UTC`. */
export const sayInstant = (iso: string): string => `${iso.slice(0, 16).replace('T', ' ')} UTC`;

const nouns: Record<BudgetScope, string> = {
  organisation: 'the organisation',
  workflow: 'workflow',
  task: 'task',
  supplier: 'supplier',
  api_key: 'API key',
  person: 'person',
};

/** `workflow “Invoices”`, or `the organisation`. */
export const saySubject = (scope: BudgetScope, label: string): string =>
  scope === 'organisation' ? nouns.organisation : `${nouns[scope]} “${label}”`;

const every: Record<BudgetPeriod, string> = { day: 'a day', month: 'a month', run: 'a run' };

/** `$50 a day for workflow “Invoices”, hard, told at 80 and 100 %` */
export const sayTerms = ({ scope, period, capMicroUsd, isHard, warnAt }: BudgetSpec, label: string): string => {
  const told = warnAt.length === 0 ? '' : `, told at ${warnAt.join(' and ')} %`;
  return `${sayMoney(capMicroUsd)} ${every[period]} for ${saySubject(scope, label)}, ${isHard ? 'hard' : 'warning only'}${told}`;
};
