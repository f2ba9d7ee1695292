export { type AddedCases, addCases, addedCasesSchema } from './add-cases.ts';
export { adoptedVersionSchema, adoptVersion, adoptVersionInput } from './adopt-version.ts';
export { cancelTraining, cancelTrainingInput } from './cancel-training.ts';
export { eraseCases, eraseCasesInput, erasedCasesSchema } from './erase-cases.ts';
export {
  type ClassifierDetail,
  type ClassifierVersionView,
  classifierDetailSchema,
  getClassifier,
  getClassifierInput,
} from './get-classifier.ts';
export { casePageSchema, type LabelledCaseView, listCases, listCasesInput } from './list-cases.ts';
export {
  scheduledTrainingSchema,
  scheduleTraining,
  scheduleTrainingInput,
  startDueTrainings,
} from './schedule-training.ts';
export { startedTrainingSchema, startTraining, startTrainingInput } from './start-training.ts';
export { trainNext } from './train-next.ts';
