import {
  adoptedVersionSchema,
  adoptVersion,
  adoptVersionInput,
  cancelTraining,
  cancelTrainingInput,
  casePageSchema,
  classifierDetailSchema,
  eraseCases,
  eraseCasesInput,
  erasedCasesSchema,
  getClassifier,
  getClassifierInput,
  listCases,
  listCasesInput,
  scheduledTrainingSchema,
  scheduleTraining,
  scheduleTrainingInput,
  startedTrainingSchema,
  startTraining,
  startTrainingInput,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

/** Files of cases come in by a route of their own: they are larger than a call may be. */
export const classifiersRouter = router({
  get: procedure
    .input(getClassifierInput)
    .output(classifierDetailSchema)
    .query(({ ctx, input }) => getClassifier(ctx.app, ctx.actor, input)),
  cases: procedure
    .input(listCasesInput)
    .output(casePageSchema)
    .query(({ ctx, input }) => listCases(ctx.app, ctx.actor, input)),
  eraseCases: procedure
    .input(eraseCasesInput)
    .output(erasedCasesSchema)
    .mutation(({ ctx, input }) => eraseCases(ctx.app, ctx.actor, input)),
  train: procedure
    .input(startTrainingInput)
    .output(startedTrainingSchema)
    .mutation(({ ctx, input }) => startTraining(ctx.app, ctx.actor, input)),
  cancelTraining: procedure
    .input(cancelTrainingInput)
    .output(z.void())
    .mutation(({ ctx, input }) => cancelTraining(ctx.app, ctx.actor, input)),
  adopt: procedure
    .input(adoptVersionInput)
    .output(adoptedVersionSchema)
    .mutation(({ ctx, input }) => adoptVersion(ctx.app, ctx.actor, input)),
  schedule: procedure
    .input(scheduleTrainingInput)
    .output(scheduledTrainingSchema)
    .mutation(({ ctx, input }) => scheduleTraining(ctx.app, ctx.actor, input)),
});
