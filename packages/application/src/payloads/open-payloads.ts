import { createDiskPayloads, createS3Payloads, type PayloadStore, tellAtOnce } from '@switchyard/connectors';
import { openDatabase } from '@switchyard/db';
import { DomainError } from '@switchyard/domain';
import type { AppEnv } from '../app-env.ts';
import type { Payloads } from './payloads.ts';

type PayloadSettings = Pick<
  AppEnv,
  | 'SWITCHYARD_PAYLOADS'
  | 'SWITCHYARD_S3_ENDPOINT'
  | 'SWITCHYARD_S3_REGION'
  | 'SWITCHYARD_S3_ACCESS_KEY_ID'
  | 'SWITCHYARD_S3_SECRET_ACCESS_KEY'
  | 'SWITCHYARD_S3_PATH_STYLE'
>;

/** The store that the environment names; null without one. Throws `misconfigured` naming what is missing. */
export const payloadStoreOf = (env: PayloadSettings): PayloadStore | null => {
  const setting = env.SWITCHYARD_PAYLOADS;
  if (setting === undefined) return null;
  const [kind = '', ...rest] = setting.split(':');
  return kind === 'disk' ? createDiskPayloads(rest.join(':')) : openBucket(env, rest.join(':'));
};

const openBucket = (env: PayloadSettings, bucket: string): PayloadStore => {
  const {
    SWITCHYARD_S3_REGION: region,
    SWITCHYARD_S3_ACCESS_KEY_ID: accessKeyId,
    SWITCHYARD_S3_SECRET_ACCESS_KEY: secretAccessKey,
  } = env;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new DomainError(
      'misconfigured',
      `SWITCHYARD_PAYLOADS=s3:${bucket} needs SWITCHYARD_S3_ACCESS_KEY_ID and SWITCHYARD_S3_SECRET_ACCESS_KEY. Set both, or use SWITCHYARD_PAYLOADS=disk:FOLDER.`,
    );
  }
  const endpoint = env.SWITCHYARD_S3_ENDPOINT ?? `https://s3.${region}.amazonaws.com`;
  // Amazon wants the bucket in the host name, nearly everybody else in the path.
  const isPathStyle = env.SWITCHYARD_S3_PATH_STYLE ?? env.SWITCHYARD_S3_ENDPOINT !== undefined;
  return tellAtOnce(createS3Payloads({ endpoint, bucket, region, accessKeyId, secretAccessKey, isPathStyle }));
};

const poolSize = 2;

/** The store with connections of its own, which are only made when something is stored. */
export const openPayloads = (name: string, env: AppEnv): Payloads | null => {
  const store = payloadStoreOf(env);
  if (!store) return null;
  return {
    store,
    db: openDatabase({ url: env.DATABASE_URL, poolSize, applicationName: `switchyard-${name}-payloads` }),
  };
};
