import {
  listedServerToolsSchema,
  listServerTools,
  listServerToolsInput,
  listToolServers,
  registeredToolServerSchema,
  registerToolServer,
  registerToolServerInput,
  removeToolServer,
  removeToolServerInput,
  toolServerViewSchema,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

export const toolServersRouter = router({
  list: procedure.output(z.array(toolServerViewSchema)).query(({ ctx }) => listToolServers(ctx.app, ctx.actor)),
  register: procedure
    .input(registerToolServerInput)
    .output(registeredToolServerSchema)
    .mutation(({ ctx, input }) => registerToolServer(ctx.app, ctx.actor, input)),
  listTools: procedure
    .input(listServerToolsInput)
    .output(listedServerToolsSchema)
    .mutation(({ ctx, input }) => listServerTools(ctx.app, ctx.actor, input)),
  remove: procedure
    .input(removeToolServerInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeToolServer(ctx.app, ctx.actor, input)),
});
