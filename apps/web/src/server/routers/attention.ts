import {
  attentionCountSchema,
  attentionFilterSchema,
  attentionGroupsSchema,
  attentionPageSchema,
  countAttention,
  groupAttention,
  listAttention,
  listAttentionInput,
} from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

export const attentionRouter = router({
  list: procedure
    .input(listAttentionInput)
    .output(attentionPageSchema)
    .query(({ ctx, input }) => listAttention(ctx.app, ctx.actor, input)),
  groups: procedure
    .input(attentionFilterSchema)
    .output(attentionGroupsSchema)
    .query(({ ctx, input }) => groupAttention(ctx.app, ctx.actor, input)),
  count: procedure.output(attentionCountSchema).query(({ ctx }) => countAttention(ctx.app, ctx.actor)),
});
