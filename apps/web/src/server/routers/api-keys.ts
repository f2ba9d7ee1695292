import {
  apiKeyViewSchema,
  createApiKey,
  createApiKeyInput,
  createdApiKeySchema,
  listApiKeys,
  revokeApiKey,
  revokeApiKeyInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const apiKeysRouter = router({
  list: procedure.output(z.array(apiKeyViewSchema)).query(({ ctx }) => listApiKeys(ctx.app, ctx.actor)),
  create: procedure
    .input(createApiKeyInput)
    .output(createdApiKeySchema)
    .mutation(({ ctx, input }) => createApiKey(ctx.app, ctx.actor, input)),
  revoke: procedure
    .input(revokeApiKeyInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeApiKey(ctx.app, ctx.actor, input)),
});
