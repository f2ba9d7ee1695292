import {
  listSecrets,
  removeSecret,
  removeSecretInput,
  secretViewSchema,
  setSecret,
  setSecretInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const secretsRouter = router({
  list: procedure.output(z.array(secretViewSchema)).query(({ ctx }) => listSecrets(ctx.app, ctx.actor)),
  set: procedure
    .input(setSecretInput)
    .output(z.object({ isNew: z.boolean() }))
    .mutation(({ ctx, input }) => setSecret(ctx.app, ctx.actor, input)),
  remove: procedure
    .input(removeSecretInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeSecret(ctx.app, ctx.actor, input)),
});
