import {
  changePriority,
  changePriorityInput,
  changeVariable,
  changeVariableInput,
  correctAnswer,
  correctAnswerInput,
  correctedAnswerSchema,
  correctionListSchema,
  listCorrections,
  listCorrectionsInput,
  pauseRun,
  pauseRunInput,
  rerunRun,
  rerunRunInput,
  rerunSchema,
  resumeRun,
  resumeRunInput,
  retryStep,
  retryStepInput,
  setAsideRun,
  setAsideRunInput,
  skipStep,
  skipStepInput,
} from '@switchyard/application';
import { prioritySchema, runStatusSchema } from '@switchyard/domain';
import { z } from 'zod';
import { procedure } from '../trpc.ts';

const statusOutput = z.object({ status: runStatusSchema });

/** What operators do to one run: part of the router of runs. */
export const runOperations = {
  pause: procedure
    .input(pauseRunInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => pauseRun(ctx.app, ctx.actor, input)),
  resume: procedure
    .input(resumeRunInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => resumeRun(ctx.app, ctx.actor, input)),
  retryStep: procedure
    .input(retryStepInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => retryStep(ctx.app, ctx.actor, input)),
  skipStep: procedure
    .input(skipStepInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => skipStep(ctx.app, ctx.actor, input)),
  correctAnswer: procedure
    .input(correctAnswerInput)
    .output(correctedAnswerSchema)
    .mutation(({ ctx, input }) => correctAnswer(ctx.app, ctx.actor, input)),
  corrections: procedure
    .input(listCorrectionsInput)
    .output(correctionListSchema)
    .query(({ ctx, input }) => listCorrections(ctx.app, ctx.actor, input)),
  changeVariable: procedure
    .input(changeVariableInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => changeVariable(ctx.app, ctx.actor, input)),
  changePriority: procedure
    .input(changePriorityInput)
    .output(z.object({ priority: prioritySchema }))
    .mutation(({ ctx, input }) => changePriority(ctx.app, ctx.actor, input)),
  rerun: procedure
    .input(rerunRunInput)
    .output(rerunSchema)
    .mutation(({ ctx, input }) => rerunRun(ctx.app, ctx.actor, input)),
  setAside: procedure
    .input(setAsideRunInput)
    .output(statusOutput)
    .mutation(({ ctx, input }) => setAsideRun(ctx.app, ctx.actor, input)),
};
