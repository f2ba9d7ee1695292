import { spawnSync } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@switchyard/domain/error';
import type { ServerAccount } from './server-account.ts';
import type { ServerBinaries } from './server-binaries.ts';

export interface ClusterLocation {
  /** Holds everything of one embedded server. */
  readonly directory: string;
  /** PGDATA inside it. */
  readonly data: string;
}

const isLeftover = (name: string): boolean => name.startsWith('postgres.new-');

const assertSameMajor = (location: ClusterLocation, major: number): void => {
  const found = readFileSync(join(location.data, 'PG_VERSION'), 'utf8').trim();
  if (found === String(major)) return;
  throw new DomainError(
    'misconfigured',
    `The data in ${location.data} belongs to PostgreSQL ${found}, the embedded server is ${major}. Export it with the Switchyard version that wrote it, or set SWITCHYARD_DATA_DIR to an empty folder.`,
  );
};

/** Creates the cluster beside its place and renames it when whole, so that an interrupted first start leaves nothing half-made. */
export const ensureCluster = (
  location: ClusterLocation,
  binaries: ServerBinaries,
  account: ServerAccount | null,
  password: string,
): void => {
  if (existsSync(location.data)) {
    assertSameMajor(location, binaries.major);
    return;
  }
  for (const name of readdirSync(location.directory).filter(isLeftover)) {
    rmSync(join(location.directory, name), { recursive: true, force: true });
  }
  const fresh = join(location.directory, `postgres.new-${process.pid}`);
  const passwordFile = join(location.directory, `postgres.new-${process.pid}-password`);
  try {
    mkdirSync(fresh, { mode: 0o700 });
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    if (account) for (const path of [fresh, passwordFile]) chownSync(path, account.uid, account.gid);
    const { status, stderr, error } = spawnSync(
      binaries.initdb,
      [
        `--pgdata=${fresh}`,
        '--username=postgres',
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C.UTF-8',
        '--no-instructions',
      ],
      {
        cwd: '/',
        encoding: 'utf8',
        // NODE_ENV is here because the web app's types make it part of every environment.
        env: { LC_ALL: 'C', TZ: 'UTC', NODE_ENV: 'production' },
        ...(account ? { uid: account.uid, gid: account.gid } : {}),
      },
    );
    if (status !== 0) {
      throw new DomainError('misconfigured', `PostgreSQL could not create its data folder: ${stderr || String(error)}`);
    }
    renameSync(fresh, location.data);
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
};
