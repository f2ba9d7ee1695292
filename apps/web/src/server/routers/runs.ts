import {
  addItems,
  addItemsInput,
  agentLimitsViewSchema,
  agentTurnsSchema,
  cancelItem,
  cancelItemInput,
  cancelRun,
  cancelRunInput,
  closeItems,
  closeItemsInput,
  getAgentLimits,
  getAgentLimitsInput,
  getRun,
  getRunInput,
  itemPageSchema,
  listAgentTurns,
  listAgentTurnsInput,
  listItems,
  listItemsInput,
  listRuns,
  listRunsInput,
  runDetailSchema,
  runPageSchema,
  sendMessage,
  sendMessageInput,
  sentMessageSchema,
  startedRunSchema,
  startRun,
  startRunInput,
  stateOutcome,
  stateOutcomeInput,
} from '@switchyard/application';
import { runStatusSchema } from '@switchyard/domain';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';
import { runOperations } from './run-operations.ts';

const statusOutput = z.object({ status: runStatusSchema });

export const runsRouter = router({
  ...runOperations,
  list: procedure
    .input(listRunsInput)
    .output(runPageSchema)
    .query(({ ctx, input }) => listRuns(ctx.app, ctx.actor, input)),
  get: procedure
    .input(getRunInput)
    .output(runDetailSchema)
    .query(({ ctx, input }) => getRun(ctx.app, ctx.actor, input)),
  start: procedure
    .input(startRunInput.omit({ trigger: true }))
    .output(startedRunSchema)
    .mutation(({ ctx, input }) => startRun(ctx.app, ctx.actor, { ...input, trigger: 'form' })),
  cancel: procedure
    .input(cancelRunInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => cancelRun(ctx.app, ctx.actor, input)),
  items: procedure
    .input(listItemsInput)
    .output(itemPageSchema)
    .query(({ ctx, input }) => listItems(ctx.app, ctx.actor, input)),
  agentTurns: procedure
    .input(listAgentTurnsInput)
    .output(agentTurnsSchema)
    .query(({ ctx, input }) => listAgentTurns(ctx.app, ctx.actor, input)),
  agentLimits: procedure
    .input(getAgentLimitsInput)
    .output(agentLimitsViewSchema)
    .query(({ ctx, input }) => getAgentLimits(ctx.app, ctx.actor, input)),
  addItems: procedure
    .input(addItemsInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => addItems(ctx.app, ctx.actor, input)),
  cancelItem: procedure
    .input(cancelItemInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => cancelItem(ctx.app, ctx.actor, input)),
  closeItems: procedure
    .input(closeItemsInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => closeItems(ctx.app, ctx.actor, input)),
  sendMessage: procedure
    .input(sendMessageInput)
    .output(sentMessageSchema)
    .mutation(({ ctx, input }) => sendMessage(ctx.app, ctx.actor, input)),
  stateOutcome: procedure
    .input(stateOutcomeInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => stateOutcome(ctx.app, ctx.actor, input)),
});
