import {
  apiKeyViewSchema,
  createApiKey,
  createApiKeyInput,
  createdApiKeySchema,
  listApiKeys,
  revokeApiKey,
  revokeApiKeyInput,
  rotateApiKey,
  rotateApiKeyInput,
  savedApiKeySchema,
  updateApiKey,
  updateApiKeyInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const apiKeysRouter = router({
  list: procedure.output(z.array(apiKeyViewSchema)).query(({ ctx }) => listApiKeys(ctx.app, ctx.actor)),
  create: procedure
    .input(createApiKeyInput)
    .output(createdApiKeySchema)
    .mutation(({ ctx, input }) => createApiKey(ctx.app, ctx.actor, input)),
  update: procedure
    .input(updateApiKeyInput)
    .output(savedApiKeySchema)
    .mutation(({ ctx, input }) => updateApiKey(ctx.app, ctx.actor, input)),
  rotate: procedure
    .input(rotateApiKeyInput)
    .output(createdApiKeySchema)
    .mutation(({ ctx, input }) => rotateApiKey(ctx.app, ctx.actor, input)),
  revoke: procedure
    .input(revokeApiKeyInput)
    .output(z.void())
    .mutation(({ ctx, input }) => revokeApiKey(ctx.app, ctx.actor, input)),
});
