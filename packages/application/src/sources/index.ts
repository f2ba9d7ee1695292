export { archiveSource, archiveSourceInput } from './archive-source.ts';
export { getSource, getSourceInput, type SourceDetail, sourceDetailSchema } from './get-source.ts';
export { listSourceOwners, sourceOwnersSchema } from './list-source-owners.ts';
export {
  listSources,
  listSourcesInput,
  type SourceSummary,
  sourcePageSchema,
  sourceSummarySchema,
} from './list-sources.ts';
export { previewSource, previewSourceInput, type SourcePreview, sourcePreviewSchema } from './preview-source.ts';
export {
  type ReadSourceInput,
  readSourceForStep,
  recordStepSources,
  type SourceReading,
} from './read-source-for-step.ts';
export { refreshSource, refreshSourceInput } from './refresh-source.ts';
export {
  type RegisteredSource,
  type RegisterSourceInput,
  registerSource,
  registerSourceInput,
  type UploadedFile,
} from './register-source.ts';
export type { StoredVersion } from './store-source-version.ts';
export { updateSource, updateSourceInput } from './update-source.ts';
export { uploadSourceContent, uploadSourceContentInput } from './upload-source-content.ts';
