export {
  type BudgetAnswer,
  type BudgetRefusal,
  type BudgetRequest,
  type BudgetScopes,
  reserveBudget,
  settleBudget,
} from './reserve-budget.ts';
