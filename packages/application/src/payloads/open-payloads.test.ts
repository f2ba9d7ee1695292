import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { appEnvSchema } from '../app-env.ts';
import { readEnv } from '../read-env.ts';
import { payloadStoreOf } from './open-payloads.ts';

const base = { DATABASE_URL: 'postgres://localhost/x', SWITCHYARD_MASTER_KEY: 'k' };
const open = (env: Record<string, string>) => payloadStoreOf(readEnv(appEnvSchema, { ...base, ...env }));
const keys = { SWITCHYARD_S3_ACCESS_KEY_ID: 'id', SWITCHYARD_S3_SECRET_ACCESS_KEY: 'secret' };

describe('SWITCHYARD_PAYLOADS', () => {
  test('names a folder, a bucket, or nothing', () => {
    expect(open({})).toBeNull();
    expect(open({ SWITCHYARD_PAYLOADS: `disk:${tmpdir()}/a:b` })?.place).toBe(`folder ${tmpdir()}/a:b`);
    expect(open({ SWITCHYARD_PAYLOADS: 's3:payloads', ...keys, SWITCHYARD_S3_REGION: 'eu-north-1' })?.place).toBe(
      'bucket payloads at s3.eu-north-1.amazonaws.com',
    );
    expect(
      open({ SWITCHYARD_PAYLOADS: 's3:payloads', ...keys, SWITCHYARD_S3_ENDPOINT: 'http://minio:9000' })?.place,
    ).toBe('bucket payloads at minio:9000');
  });

  test.each([
    [{ SWITCHYARD_PAYLOADS: '/var/payloads' }, /SWITCHYARD_PAYLOADS: must be disk:FOLDER .+ or s3:BUCKET/],
    [{ SWITCHYARD_PAYLOADS: 'disk:beside/me' }, /SWITCHYARD_PAYLOADS: must be disk:FOLDER \(from the root/],
    [{ SWITCHYARD_PAYLOADS: 's3:' }, /SWITCHYARD_PAYLOADS: must be/],
    [{ SWITCHYARD_PAYLOADS: 's3:UPPER' }, /SWITCHYARD_PAYLOADS: must be/],
    [{ SWITCHYARD_S3_ENDPOINT: 'minio:9000' }, /SWITCHYARD_S3_ENDPOINT: must be an address/],
    [{ SWITCHYARD_S3_PATH_STYLE: 'perhaps' }, /SWITCHYARD_S3_PATH_STYLE/],
    [{ SWITCHYARD_PAYLOADS: 's3:payloads' }, /needs SWITCHYARD_S3_ACCESS_KEY_ID and SWITCHYARD_S3_SECRET_ACCESS_KEY/],
  ])('%j is refused with what to do, and without a secret in the message', (env, message) => {
    expect(() => open(env)).toThrow(message);
    expect(() => open({ ...env, SWITCHYARD_S3_SECRET_ACCESS_KEY: 'hidden' })).not.toThrow(/hidden/);
  });
});
