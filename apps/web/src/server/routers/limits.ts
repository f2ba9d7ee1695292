import {
  limitListSchema,
  listLimits,
  removeLimit,
  removeLimitInput,
  savedLimitSchema,
  setLimit,
  setLimitInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const limitsRouter = router({
  list: procedure.output(limitListSchema).query(({ ctx }) => listLimits(ctx.app, ctx.actor)),
  set: procedure
    .input(setLimitInput)
    .output(savedLimitSchema)
    .mutation(({ ctx, input }) => setLimit(ctx.app, ctx.actor, input)),
  remove: procedure
    .input(removeLimitInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeLimit(ctx.app, ctx.actor, input)),
});
