export { collectPayloads } from './collect-payloads.ts';
export { type DownloadedValue, downloadValue, downloadValueInput } from './download-value.ts';
export { type LargeValue, largeValueSchema } from './show-large.ts';
