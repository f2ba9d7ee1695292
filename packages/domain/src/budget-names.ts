// Names only, apart from their schemas, so that a page which shows them does not load the schema library.

/** What a budget is of. */
export const budgetScopes = ['organisation', 'workflow', 'task', 'supplier', 'api_key', 'person'] as const;
export type BudgetScope = (typeof budgetScopes)[number];

/** What its cap is for: a calendar day or month in the organisation's time zone, or one run. */
export const budgetPeriods = ['day', 'month', 'run'] as const;
export type BudgetPeriod = (typeof budgetPeriods)[number];
