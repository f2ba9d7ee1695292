import {
  budgetDetailSchema,
  budgetListSchema,
  createBudget,
  createBudgetInput,
  getBudget,
  getBudgetInput,
  listBudgets,
  removeBudget,
  removeBudgetInput,
  resolveUnknownCost,
  resolveUnknownInput,
  savedBudgetSchema,
  topUpBudget,
  topUpBudgetInput,
  updateBudget,
  updateBudgetInput,
} from '@switchyard/application';
import { z } from 'zod';
import { defineRoute } from './route.ts';

export const listBudgetsRoute = defineRoute({
  method: 'get',
  path: '/budgets',
  operationId: 'listBudgets',
  summary: 'List the budgets with what is spent, held and left now, and a forecast',
  scopes: ['runs:read', 'budgets:write'],
  status: 200,
  output: budgetListSchema,
  handle: ({ app, actor }) => listBudgets(app, actor),
});

export const getBudgetRoute = defineRoute({
  method: 'get',
  path: '/budgets/{id}',
  operationId: 'getBudget',
  summary: 'Get a budget with its periods, top-ups and corrections',
  scopes: ['runs:read', 'budgets:write'],
  params: getBudgetInput,
  status: 200,
  output: budgetDetailSchema,
  handle: ({ app, actor, params }) => getBudget(app, actor, params),
});

export const createBudgetRoute = defineRoute({
  method: 'post',
  path: '/budgets',
  operationId: 'createBudget',
  summary: 'Set a budget of the organisation, a workflow, task, supplier, API key or person',
  description: 'It holds for calls that begin from now on. With a cap of 0 nothing may be spent.',
  scopes: ['budgets:write'],
  body: z.strictObject(createBudgetInput.shape),
  status: 200,
  output: savedBudgetSchema,
  handle: ({ app, actor, body }) => createBudget(app, actor, body),
});

export const updateBudgetRoute = defineRoute({
  method: 'put',
  path: '/budgets/{id}',
  operationId: 'updateBudget',
  summary: 'Change the name, cap, kind or thresholds of a budget',
  scopes: ['budgets:write'],
  params: updateBudgetInput.pick({ id: true }),
  body: z.strictObject(updateBudgetInput.omit({ id: true }).shape),
  status: 200,
  output: savedBudgetSchema,
  handle: ({ app, actor, params, body }) => updateBudget(app, actor, { ...params, ...body }),
});

export const topUpBudgetRoute = defineRoute({
  method: 'post',
  path: '/budgets/{id}/top-up',
  operationId: 'topUpBudget',
  summary: 'Add to what may be spent in the period that is now, once',
  scopes: ['budgets:write'],
  params: topUpBudgetInput.pick({ id: true }),
  body: z.strictObject(topUpBudgetInput.omit({ id: true }).shape),
  status: 200,
  output: budgetDetailSchema,
  handle: async ({ app, actor, params, body }) => {
    await topUpBudget(app, actor, { ...params, ...body });
    return getBudget(app, actor, params);
  },
});

export const resolveUnknownRoute = defineRoute({
  method: 'post',
  path: '/budgets/{id}/periods/{periodId}/resolve-unknown',
  operationId: 'resolveUnknownCost',
  summary: 'Say what calls of unknown cost came to, by the supplier’s invoice',
  scopes: ['budgets:write'],
  params: resolveUnknownInput.pick({ id: true, periodId: true }),
  body: z.strictObject(resolveUnknownInput.omit({ id: true, periodId: true }).shape),
  status: 200,
  output: budgetDetailSchema,
  handle: async ({ app, actor, params, body }) => {
    await resolveUnknownCost(app, actor, { ...params, ...body });
    return getBudget(app, actor, params);
  },
});

export const removeBudgetRoute = defineRoute({
  method: 'post',
  path: '/budgets/{id}/remove',
  operationId: 'removeBudget',
  summary: 'Remove a budget; what was spent stays on record',
  scopes: ['budgets:write'],
  params: removeBudgetInput,
  status: 200,
  output: z.object({ id: removeBudgetInput.shape.id }),
  handle: async ({ app, actor, params }) => {
    await removeBudget(app, actor, params);
    return params;
  },
});
