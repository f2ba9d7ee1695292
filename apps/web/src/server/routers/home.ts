import { getHome, homeSchema } from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

export const homeRouter = router({
  get: procedure.output(homeSchema).query(({ ctx }) => getHome(ctx.app, ctx.actor)),
});
