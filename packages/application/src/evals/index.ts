export { adoptCandidate, adoptCandidateInput, pinSchema } from './adopt-candidate.ts';
export { answeredOffersSchema, answerOffers, answerOffersInput } from './answer-offers.ts';
export { cancelEval, cancelEvalInput } from './cancel-eval.ts';
export { collectCases, collectCasesInput, collectedCasesSchema } from './collect-cases.ts';
export { comparisonSchema, type EvalComparison } from './compare-eval.ts';
export { correctAnswer, correctAnswerInput, correctedAnswerSchema } from './correct-answer.ts';
export { createDataset, createDatasetInput, createdDatasetSchema } from './create-dataset.ts';
export { type DatasetDetail, datasetDetailSchema, getDataset, getDatasetInput } from './get-dataset.ts';
export { type EvalDetail, evalDetailSchema, getEval, getEvalInput } from './get-eval.ts';
export { gradeResult, gradeResultInput } from './grade-result.ts';
export {
  type AnswerCorrection,
  correctionListSchema,
  listCorrections,
  listCorrectionsInput,
} from './list-corrections.ts';
export { type DatasetSummary, datasetPageSchema, listDatasets, listDatasetsInput } from './list-datasets.ts';
export { type ComparedCase, evalResultPageSchema, listEvalResults, listEvalResultsInput } from './list-eval-results.ts';
export { type EvalSummary, evalPageSchema, listEvals, listEvalsInput } from './list-evals.ts';
export {
  listOfferedCases,
  listOfferedCasesInput,
  type OfferedCaseView,
  offeredCaseListSchema,
} from './list-offered-cases.ts';
export { listWatches, type Watch, watchListSchema } from './list-watches.ts';
export {
  listWordingChanges,
  listWordingChangesInput,
  type WordingChange,
  wordingChangesSchema,
} from './list-wording-changes.ts';
export { type PlannedEval, planEval, planEvalInput, plannedEvalSchema } from './plan-eval.ts';
export { removeCase, removeCaseInput } from './remove-case.ts';
export { removeDataset, removeDatasetInput, removedDatasetSchema } from './remove-dataset.ts';
export { rollBackCandidate, rollBackCandidateInput } from './roll-back-candidate.ts';
export { saveDataset, saveDatasetInput, savedDatasetSchema } from './save-dataset.ts';
export { savedWatchSchema, setWatch, setWatchInput } from './set-watch.ts';
export { startEval, startEvalInput, startedEvalSchema } from './start-eval.ts';
export { type TriedGrading, triedGradingSchema, tryGrading, tryGradingInput } from './try-grading.ts';
export { type UploadedCases, uploadCases, uploadCasesInput, uploadedCasesSchema } from './upload-cases.ts';
export { workEvals } from './work-evals.ts';
export { workWatched } from './work-watched.ts';
