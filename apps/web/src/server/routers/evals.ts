import {
  adoptCandidate,
  adoptCandidateInput,
  answeredOffersSchema,
  answerOffers,
  answerOffersInput,
  cancelEval,
  cancelEvalInput,
  collectCases,
  collectCasesInput,
  collectedCasesSchema,
  createDataset,
  createDatasetInput,
  createdDatasetSchema,
  datasetDetailSchema,
  datasetPageSchema,
  evalDetailSchema,
  evalPageSchema,
  evalResultPageSchema,
  getDataset,
  getDatasetInput,
  getEval,
  getEvalInput,
  gradeResult,
  gradeResultInput,
  listDatasets,
  listDatasetsInput,
  listEvalResults,
  listEvalResultsInput,
  listEvals,
  listEvalsInput,
  listOfferedCases,
  listOfferedCasesInput,
  listWatches,
  listWordingChanges,
  listWordingChangesInput,
  offeredCaseListSchema,
  pinSchema,
  planEval,
  planEvalInput,
  plannedEvalSchema,
  removeCase,
  removeCaseInput,
  removeDataset,
  removeDatasetInput,
  removedDatasetSchema,
  rollBackCandidate,
  rollBackCandidateInput,
  saveDataset,
  saveDatasetInput,
  savedDatasetSchema,
  savedWatchSchema,
  setWatch,
  setWatchInput,
  startEval,
  startEvalInput,
  startedEvalSchema,
  triedGradingSchema,
  tryGrading,
  tryGradingInput,
  uploadCases,
  uploadCasesInput,
  uploadedCasesSchema,
  watchListSchema,
  wordingChangesSchema,
} from '@switchyard/application';
import { z } from 'zod';
import { procedure, router } from '../trpc.ts';

const datasetsRouter = router({
  list: procedure
    .input(listDatasetsInput)
    .output(datasetPageSchema)
    .query(({ ctx, input }) => listDatasets(ctx.app, ctx.actor, input)),
  get: procedure
    .input(getDatasetInput)
    .output(datasetDetailSchema)
    .query(({ ctx, input }) => getDataset(ctx.app, ctx.actor, input)),
  create: procedure
    .input(createDatasetInput)
    .output(createdDatasetSchema)
    .mutation(({ ctx, input }) => createDataset(ctx.app, ctx.actor, input)),
  upload: procedure
    .input(uploadCasesInput)
    .output(uploadedCasesSchema)
    .mutation(({ ctx, input }) => uploadCases(ctx.app, ctx.actor, input)),
  collect: procedure
    .input(collectCasesInput)
    .output(collectedCasesSchema)
    .mutation(({ ctx, input }) => collectCases(ctx.app, ctx.actor, input)),
  removeCase: procedure
    .input(removeCaseInput)
    .output(z.void())
    .mutation(({ ctx, input }) => removeCase(ctx.app, ctx.actor, input)),
  remove: procedure
    .input(removeDatasetInput)
    .output(removedDatasetSchema)
    .mutation(({ ctx, input }) => removeDataset(ctx.app, ctx.actor, input)),
  save: procedure
    .input(saveDatasetInput)
    .output(savedDatasetSchema)
    .mutation(({ ctx, input }) => saveDataset(ctx.app, ctx.actor, input)),
  tryGrading: procedure
    .input(tryGradingInput)
    .output(triedGradingSchema)
    .mutation(({ ctx, input }) => tryGrading(ctx.app, ctx.actor, input)),
  offers: procedure
    .input(listOfferedCasesInput)
    .output(offeredCaseListSchema)
    .query(({ ctx, input }) => listOfferedCases(ctx.app, ctx.actor, input)),
  answerOffers: procedure
    .input(answerOffersInput)
    .output(answeredOffersSchema)
    .mutation(({ ctx, input }) => answerOffers(ctx.app, ctx.actor, input)),
});

const watchesRouter = router({
  list: procedure.output(watchListSchema).query(({ ctx }) => listWatches(ctx.app, ctx.actor)),
  set: procedure
    .input(setWatchInput)
    .output(savedWatchSchema)
    .mutation(({ ctx, input }) => setWatch(ctx.app, ctx.actor, input)),
});

export const evalsRouter = router({
  datasets: datasetsRouter,
  watches: watchesRouter,
  list: procedure
    .input(listEvalsInput)
    .output(evalPageSchema)
    .query(({ ctx, input }) => listEvals(ctx.app, ctx.actor, input)),
  get: procedure
    .input(getEvalInput)
    .output(evalDetailSchema)
    .query(({ ctx, input }) => getEval(ctx.app, ctx.actor, input)),
  results: procedure
    .input(listEvalResultsInput)
    .output(evalResultPageSchema)
    .query(({ ctx, input }) => listEvalResults(ctx.app, ctx.actor, input)),
  wordings: procedure
    .input(listWordingChangesInput)
    .output(wordingChangesSchema)
    .query(({ ctx, input }) => listWordingChanges(ctx.app, ctx.actor, input)),
  plan: procedure
    .input(planEvalInput)
    .output(plannedEvalSchema)
    .mutation(({ ctx, input }) => planEval(ctx.app, ctx.actor, input)),
  start: procedure
    .input(startEvalInput)
    .output(startedEvalSchema)
    .mutation(({ ctx, input }) => startEval(ctx.app, ctx.actor, input)),
  cancel: procedure
    .input(cancelEvalInput)
    .output(z.void())
    .mutation(({ ctx, input }) => cancelEval(ctx.app, ctx.actor, input)),
  grade: procedure
    .input(gradeResultInput)
    .output(z.object({ score: z.number().nullable() }))
    .mutation(({ ctx, input }) => gradeResult(ctx.app, ctx.actor, input)),
  adopt: procedure
    .input(adoptCandidateInput)
    .output(pinSchema)
    .mutation(({ ctx, input }) => adoptCandidate(ctx.app, ctx.actor, input)),
  rollBack: procedure
    .input(rollBackCandidateInput)
    .output(pinSchema)
    .mutation(({ ctx, input }) => rollBackCandidate(ctx.app, ctx.actor, input)),
});
