export { applyFields, inferFields } from './apply-fields.ts';
export { parseUpload, type UploadFormat } from './parse-upload.ts';
export { type PostgresTargetOptions, postgresTarget } from './postgres-target.ts';
export { type HttpSource, readHttpJson } from './read-http-json.ts';
export { type PostgresSource, readPostgresTable } from './read-postgres-table.ts';
export { type SourceContent, type SourceLimits, sourceLimits } from './source-content.ts';
