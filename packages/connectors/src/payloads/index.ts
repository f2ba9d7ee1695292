export { createDiskPayloads } from './disk-payloads.ts';
export { type PayloadKey, type PayloadStore, payloadHash } from './payload-store.ts';
export { createS3Payloads, type S3PayloadsOptions } from './s3-payloads.ts';
export { tellAtOnce } from './tell-at-once.ts';
