export {
  type BudgetAnswer,
  type BudgetRefusal,
  type BudgetRequest,
  type BudgetScopes,
  reserveBudget,
} from './reserve-budget.ts';
export { settleBudget } from './settle-budget.ts';
