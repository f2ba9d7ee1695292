import {
  budgetDetailSchema,
  budgetListSchema,
  budgetTargetsSchema,
  createBudget,
  createBudgetInput,
  getBudget,
  getBudgetInput,
  listBudgets,
  listBudgetTargets,
  removeBudget,
  removeBudgetInput,
  resolveUnknownCost,
  resolveUnknownInput,
  savedBudgetSchema,
  setTimeZone,
  setTimeZoneInput,
  topUpBudget,
  topUpBudgetInput,
  updateBudget,
  updateBudgetInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const budgetsRouter = router({
  list: procedure.output(budgetListSchema).query(({ ctx }) => listBudgets(ctx.app, ctx.actor)),
  get: procedure
    .input(getBudgetInput)
    .output(budgetDetailSchema)
    .query(({ ctx, input }) => getBudget(ctx.app, ctx.actor, input)),
  targets: procedure.output(budgetTargetsSchema).query(({ ctx }) => listBudgetTargets(ctx.app, ctx.actor)),
  create: procedure
    .input(createBudgetInput)
    .output(savedBudgetSchema)
    .mutation(({ ctx, input }) => createBudget(ctx.app, ctx.actor, input)),
  update: procedure
    .input(updateBudgetInput)
    .output(savedBudgetSchema)
    .mutation(({ ctx, input }) => updateBudget(ctx.app, ctx.actor, input)),
  remove: procedure
    .input(removeBudgetInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeBudget(ctx.app, ctx.actor, input)),
  topUp: procedure
    .input(topUpBudgetInput)
    .output(z.void())
    .mutation(({ ctx, input }) => topUpBudget(ctx.app, ctx.actor, input)),
  resolveUnknown: procedure
    .input(resolveUnknownInput)
    .output(z.void())
    .mutation(({ ctx, input }) => resolveUnknownCost(ctx.app, ctx.actor, input)),
  setTimeZone: procedure
    .input(setTimeZoneInput)
    .output(z.void())
    .mutation(({ ctx, input }) => setTimeZone(ctx.app, ctx.actor, input)),
});
