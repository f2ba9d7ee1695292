export { releaseBudgetWaits } from './release-budget-waits.ts';
export { removeBudget, removeBudgetInput } from './remove-budget.ts';
export {
  type BudgetAnswer,
  type BudgetRefusal,
  type BudgetRequest,
  type BudgetScopes,
  reserveBudget,
} from './reserve-budget.ts';
export {
  createBudget,
  createBudgetInput,
  savedBudgetSchema,
  updateBudget,
  updateBudgetInput,
} from './set-budget.ts';
export { settleBudget } from './settle-budget.ts';
export { sweepBudgets } from './sweep-budgets.ts';
export { topUpBudget, topUpBudgetInput } from './top-up-budget.ts';
