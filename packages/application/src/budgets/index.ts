export { type BudgetView, budgetViewSchema } from './budget-view.ts';
export { type BudgetDetail, budgetDetailSchema, getBudget, getBudgetInput } from './get-budget.ts';
export { budgetTargetsSchema, listBudgetTargets } from './list-budget-targets.ts';
export { budgetListSchema, listBudgets } from './list-budgets.ts';
export { releaseBudgetWaits } from './release-budget-waits.ts';
export { removeBudget, removeBudgetInput } from './remove-budget.ts';
export {
  type BudgetAnswer,
  type BudgetRefusal,
  type BudgetRequest,
  type BudgetScopes,
  reserveBudget,
} from './reserve-budget.ts';
export { resolveUnknownCost, resolveUnknownInput } from './resolve-unknown.ts';
export {
  createBudget,
  createBudgetInput,
  savedBudgetSchema,
  updateBudget,
  updateBudgetInput,
} from './set-budget.ts';
export { setTimeZone, setTimeZoneInput } from './set-time-zone.ts';
export { endSettlements, settleBudget, settleBudgets } from './settle-budget.ts';
export { sweepBudgets } from './sweep-budgets.ts';
export { topUpBudget, topUpBudgetInput } from './top-up-budget.ts';
