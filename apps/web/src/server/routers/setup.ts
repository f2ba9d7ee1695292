import { setUpInput, setUpInstallation } from '@switchyard/application';
import { z } from 'zod';
import { publicProcedure, router } from '../trpc.ts';

/** First-run set-up. Open to everybody exactly until the first owner exists. */
export const setupRouter = router({
  create: publicProcedure
    .input(setUpInput)
    .output(z.object({ isDone: z.literal(true) }))
    .mutation(async ({ ctx, input }) => {
      const sessionId = await setUpInstallation(ctx.app, { ...input, client: await ctx.readClientInfo() });
      await ctx.writeSessionId(sessionId);
      return { isDone: true };
    }),
});
