import {
  completedWorkItemSchema,
  completeWorkItem,
  completeWorkItemInput,
  countInbox,
  decideApproval,
  decideApprovalInput,
  decidedApprovalSchema,
  getInboxItem,
  getInboxItemInput,
  inboxCountSchema,
  inboxItemSchema,
  inboxPageSchema,
  listInbox,
  listInboxInput,
} from '@switchyard/application';
import { procedure, router } from '../trpc.ts';

/** Queries only show. Deciding is a mutation, so it is a POST from our own pages: no link and no prefetch decides. */
export const inboxRouter = router({
  list: procedure
    .input(listInboxInput)
    .output(inboxPageSchema)
    .query(({ ctx, input }) => listInbox(ctx.app, ctx.actor, input)),
  count: procedure.output(inboxCountSchema).query(({ ctx }) => countInbox(ctx.app, ctx.actor)),
  get: procedure
    .input(getInboxItemInput)
    .output(inboxItemSchema)
    .query(({ ctx, input }) => getInboxItem(ctx.app, ctx.actor, input)),
  decide: procedure
    .input(decideApprovalInput.omit({ channel: true }))
    .output(decidedApprovalSchema)
    .mutation(({ ctx, input }) => decideApproval(ctx.app, ctx.actor, { ...input, channel: 'web' })),
  completeWorkItem: procedure
    .input(completeWorkItemInput)
    .output(completedWorkItemSchema)
    .mutation(({ ctx, input }) => completeWorkItem(ctx.app, ctx.actor, input)),
});
