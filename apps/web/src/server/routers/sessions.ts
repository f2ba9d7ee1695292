import {
  changePassword,
  changePasswordInput,
  listSessions,
  revokeAllOtherSessions,
  revokeSession,
  revokeSessionInput,
  sessionViewSchema,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

/** One's own sessions and password. */
export const sessionsRouter = router({
  list: procedure.output(z.array(sessionViewSchema)).query(({ ctx }) => listSessions(ctx.app, ctx.actor)),
  revoke: procedure
    .input(revokeSessionInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeSession(ctx.app, ctx.actor, input)),
  revokeOthers: procedure
    .output(z.object({ ended: z.int() }))
    .mutation(({ ctx }) => revokeAllOtherSessions(ctx.app, ctx.actor)),
  changePassword: procedure
    .input(changePasswordInput)
    .output(z.object({ endedSessions: z.int() }))
    .mutation(({ ctx, input }) => changePassword(ctx.app, ctx.actor, input)),
});
